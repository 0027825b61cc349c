"""Keeps what stays out of garbage collections: Streamlit collects after every rerun, whose cost would be most of it."""

import gc
import threading
from time import monotonic

# What is there after so many seconds will mostly stay. What was wrongly taken to stay is looked through after longer:
# that takes as long as some reruns, and until then the memory of readers who have left may not be given back.
_FREEZE_S, _LOOK_THROUGH_S = 0.25, 120
_lock = threading.Lock()
_last = {"frozen": float("-inf"), "looked through": float("-inf")}


def freeze_survivors() -> None:
    """Where it is time for it, collect what is garbage and keep the rest out of later collections."""
    now = monotonic()
    with _lock:  # one run, of those that end at the same time
        is_time = now - _last["frozen"] >= _FREEZE_S
        if is_time:
            _last["frozen"] = now
    if not is_time:
        return
    if now - _last["looked through"] >= _LOOK_THROUGH_S:
        _last["looked through"] = now
        gc.unfreeze()
    gc.collect()
    gc.freeze()
