import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor

from dashboard import channels


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
