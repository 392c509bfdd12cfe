//! Locks are given back where something fails, as `with` does it, or by hand where it is not known what the lock is.

use super::{shape, titles};
use expect_test::expect;

#[test]
fn what_stands_between_goes_into_a_with() {
    shape(
        "import threading\n\nlock = threading.Lock()\n\n\ndef count(d, k):\n    lock.acquire()\n    d[k] += 1  # one more\n    lock.release()\n    return d\n",
        &expect![[r#"
            # Use `with`
            import threading

            lock = threading.Lock()


            def count(d, k):
                with lock:
                    d[k] += 1  # one more
                return d
            # Call `lock.release()` in a `finally`
            import threading

            lock = threading.Lock()


            def count(d, k):
                lock.acquire()
                try:
                    d[k] += 1  # one more
                finally:
                    lock.release()
                return d
        "#]],
    );
    shape(
        "import asyncio\n\n\nclass A:\n    def __init__(self):\n        self.lock = asyncio.Lock()\n\n    async def run(self, work):\n        await self.lock.acquire()\n        await work()\n        self.lock.release()\n",
        &expect![[r#"
            # Use `async with`
            import asyncio


            class A:
                def __init__(self):
                    self.lock = asyncio.Lock()

                async def run(self, work):
                    async with self.lock:
                        await work()
            # Call `self.lock.release()` in a `finally`
            import asyncio


            class A:
                def __init__(self):
                    self.lock = asyncio.Lock()

                async def run(self, work):
                    await self.lock.acquire()
                    try:
                        await work()
                    finally:
                        self.lock.release()
        "#]],
    );
}

#[test]
fn what_is_not_known_to_be_a_lock_is_given_back_by_hand() {
    let text = "def count(lock, d, k):\n    lock.acquire()\n    d[k] += 1\n    lock.release()\n";
    assert_eq!(titles(text), ["Call `lock.release()` in a `finally`"]);
}

#[test]
fn nothing_is_offered_where_the_lock_is_asked_for_something() {
    for text in [
        "import threading\nlock = threading.Lock()\ndef f(d):\n    lock.acquire()\n    if d:\n        lock.release()\n        return\n    d.clear()\n    lock.release()\n",
        "import threading\nlock = threading.Lock()\ndef f(d):\n    if not lock.acquire(timeout=1):\n        return\n    d.clear()\n    lock.release()\n",
    ] {
        assert_eq!(titles(text), [""; 0], "{text}");
    }
}

/// Somebody else gives it back, or goes on with it held.
#[test]
fn nothing_is_offered_where_others_give_it_back() {
    for text in [
        "import sys\nimport threading\n\nlock = threading.Lock()\n\n\ndef die(msg):\n    lock.release()\n    sys.exit(msg)\n\n\ndef work(n):\n    lock.acquire()\n    if n < 0:\n        die(\"negative\")\n    r = 10 // n\n    lock.release()\n    return r\n",
        "import threading\n\nsem = threading.Semaphore(1)\n\n\ndef work(job):\n    sem.acquire()\n    job()\n    sem.release()\n\n\ndef run(jobs):\n    for j in jobs:\n        try:\n            work(j)\n        except ValueError:\n            sem.release()\n",
        "import threading\n\nlock = threading.Lock()\n\n\ndef each(xs):\n    for x in xs:\n        lock.acquire()\n        yield x\n        lock.release()\n",
    ] {
        assert_eq!(titles(text), [""; 0], "{text}");
    }
}

/// Others that take it and give it back themselves do not matter.
#[test]
fn several_functions_may_hold_it_one_after_the_other() {
    let text = "import threading\n\nlock = threading.Lock()\n\n\ndef one(d):\n    lock.acquire()\n    d.clear()\n    work(d)\n    lock.release()\n\n\ndef two(d):\n    lock.acquire()\n    show(d)\n    lock.release()\n";
    let by_hand = "Call `lock.release()` in a `finally`";
    assert_eq!(titles(text), ["Use `with`", by_hand, "Use `with`", by_hand]);
}

/// Another lock may have the same name.
#[test]
fn a_parameter_is_not_the_lock_of_the_module() {
    let text = "import threading\n\nlock = threading.Lock()\n\n\ndef work(lock, n):\n    lock.acquire()\n    r = int(n)\n    lock.release()\n    return r\n";
    assert_eq!(titles(text), ["Call `lock.release()` in a `finally`"]);
}
