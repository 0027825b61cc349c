import asyncio
import threading
import time
from concurrent.futures import ThreadPoolExecutor

from websockets.sync.client import connect

from dashboard.web import channels


def run(coroutine):
    """Its result, from an event loop in a thread of its own: another may run in this one."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, coroutine).result()


def listening(work):
    """Run `work(channel)` in a thread while the channel "a" is open; what came through, the newest first heard."""

    async def listen():
        with channels.opened("a") as channel:
            thread = threading.Thread(target=work, args=(channel,))
            thread.start()
            await asyncio.to_thread(thread.join)
            return await asyncio.wait_for(channel.newest(), 5)

    return run(listen())


def test_a_text_sent_from_another_thread_arrives():
    assert listening(lambda channel: channel.send("one")) == "one"


def test_of_several_texts_that_wait_the_newest_counts():
    def work(channel):
        for text in ("one", "two", "three"):
            channel.send(text)

    assert listening(work) == "three"


def test_a_channel_is_found_while_it_is_open():
    async def listen():
        with channels.opened("a") as channel:
            return channels.find("a") is channel, channels.find("b")

    assert run(listen()) == (True, None)
    assert channels.find("a") is None


def test_a_later_channel_of_the_same_key_stays_when_the_earlier_ends():
    async def listen():
        earlier, later = channels.opened("a"), channels.opened("a")
        earlier.__enter__()
        channel = later.__enter__()
        earlier.__exit__(None, None, None)
        stays = channels.find("a") is channel
        later.__exit__(None, None, None)
        return stays, channels.find("a")

    assert run(listen()) == (True, None)


def test_whatever_a_client_says_the_channel_stays_open(port):
    with connect(f"ws://127.0.0.1:{port}/api/channel?key=listening") as frame:
        for said in (b"\0\xff", "a text", b""):
            frame.send(said)
        frame.ping().wait(5)  # what was said before has come
        while (channel := channels.find("listening")) is None:
            time.sleep(0.01)
        channel.send("still here")
        assert frame.recv(5) == "still here"
