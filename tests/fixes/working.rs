//! Repairs of what does something while the program goes on: a release waits for it, or breaks it off, so it is
//! offered only where the program has waited for all of it.

use super::titles;

#[test]
fn what_was_waited_for_is_shut_down() {
    for text in [
        "from concurrent.futures import ThreadPoolExecutor\ndef g1(a, b):\n    ex = ThreadPoolExecutor()\n    x = ex.submit(a)\n    y = ex.submit(b)\n    return x.result() + y.result()\n",
        "from concurrent.futures import ThreadPoolExecutor\ndef g2(jobs):\n    ex = ThreadPoolExecutor()\n    fs = [ex.submit(j) for j in jobs]\n    return [f.result() for f in fs]\n",
        "from concurrent.futures import ThreadPoolExecutor\ndef g3(jobs):\n    ex = ThreadPoolExecutor()\n    fs = []\n    for j in jobs:\n        fs.append(ex.submit(j))\n    out = []\n    for f in fs:\n        out.append(f.result())\n    return out\n",
        "from concurrent.futures import ThreadPoolExecutor, as_completed\ndef g4(jobs):\n    ex = ThreadPoolExecutor()\n    fs = {ex.submit(j): j for j in jobs}\n    for f in as_completed(fs):\n        print(fs[f], f.result())\n",
        "from concurrent.futures import ThreadPoolExecutor, wait\ndef g5(jobs):\n    ex = ThreadPoolExecutor()\n    fs = [ex.submit(j) for j in jobs]\n    wait(fs)\n    return len(fs)\n",
        "from concurrent.futures import ThreadPoolExecutor\ndef g6(jobs):\n    ex = ThreadPoolExecutor()\n    for r in ex.map(str, jobs):\n        print(r)\n",
        "from concurrent.futures import ThreadPoolExecutor\ndef g9(job):\n    ex = ThreadPoolExecutor()\n    return ex.submit(job).result()\n",
        "from multiprocessing import Pool\ndef g10(xs):\n    p = Pool(4)\n    return p.map(str, xs)\n",
        "from concurrent.futures import ThreadPoolExecutor\ndef g11(jobs, check):\n    ex = ThreadPoolExecutor()\n    for j in jobs:\n        ex.submit(j)\n    check()\n    ex.shutdown()\n",
    ] {
        assert!(!titles(text).is_empty(), "{text}");
    }
}

#[test]
fn nobody_waits_where_nobody_waited() {
    for text in [
        "from concurrent.futures import ThreadPoolExecutor\ndef b1(jobs):\n    ex = ThreadPoolExecutor()\n    fs = [ex.submit(j) for j in jobs]\n    return fs[0].result()\n",
        "from concurrent.futures import ThreadPoolExecutor\ndef b2(jobs):\n    ex = ThreadPoolExecutor()\n    fs = [ex.submit(j) for j in jobs]\n    for f in fs:\n        if f.result():\n            break\n",
        "from concurrent.futures import ThreadPoolExecutor\ndef b3(jobs):\n    ex = ThreadPoolExecutor()\n    fs = [ex.submit(j) for j in jobs]\n    for f in fs:\n        if f.done():\n            print(f.result())\n",
        "from concurrent.futures import ThreadPoolExecutor, as_completed\ndef b4(jobs):\n    ex = ThreadPoolExecutor()\n    fs = [ex.submit(j) for j in jobs]\n    for f in as_completed(fs):\n        return f.result()\n",
        "from concurrent.futures import ThreadPoolExecutor\ndef b5(jobs):\n    ex = ThreadPoolExecutor()\n    return any(ex.map(bool, jobs))\n",
        "from concurrent.futures import ThreadPoolExecutor, wait, FIRST_COMPLETED\ndef b6(jobs):\n    ex = ThreadPoolExecutor()\n    fs = [ex.submit(j) for j in jobs]\n    done, rest = wait(fs, return_when=FIRST_COMPLETED)\n    return done\n",
        "from concurrent.futures import ThreadPoolExecutor\ndef b7(job):\n    ex = ThreadPoolExecutor()\n    f = ex.submit(job)\n    try:\n        return f.result(timeout=1)\n    except TimeoutError:\n        return None\n",
        "from concurrent.futures import ThreadPoolExecutor\ndef b8(jobs):\n    ex = ThreadPoolExecutor()\n    it = ex.map(str, jobs)\n    return next(it)\n",
        "import time\nfrom concurrent.futures import ThreadPoolExecutor\nasync def b9(jobs):\n    ex = ThreadPoolExecutor()\n    return list(ex.map(str, jobs))\n",
        "from concurrent.futures import ThreadPoolExecutor\ndef b10(jobs, more):\n    ex = ThreadPoolExecutor()\n    a = [ex.submit(j) for j in jobs]\n    b = [ex.submit(j) for j in more]\n    return [f.result() for f in a]\n",
        "from concurrent.futures import ThreadPoolExecutor\ndef b11(jobs, check):\n    ex = ThreadPoolExecutor()\n    for j in jobs:\n        ex.submit(j)\n    check()\n    ex.shutdown(wait=False)\n",
        "from multiprocessing.pool import ThreadPool\ndef b12(xs):\n    p = ThreadPool(4)\n    for r in p.imap_unordered(str, xs):\n        if r:\n            return r\n",
        "from multiprocessing.pool import ThreadPool\ndef b13(x):\n    p = ThreadPool(4)\n    p.apply_async(print, (x,))\n    print(\"started\")\n",
        "import itertools\nfrom concurrent.futures import ThreadPoolExecutor\ndef b14(xs):\n    ex = ThreadPoolExecutor()\n    return list(itertools.islice(ex.map(str, xs), 3))\n",
        "from concurrent.futures import ThreadPoolExecutor\ndef b15(xs, ys):\n    ex = ThreadPoolExecutor()\n    return list(zip(ys, ex.map(str, xs)))\n",
        "from concurrent.futures import ThreadPoolExecutor\ndef start(ex, jobs):\n    for j in jobs:\n        ex.submit(j)\ndef b16(jobs):\n    ex = ThreadPoolExecutor()\n    start(ex, jobs)\n    return 1\n",
        "from concurrent.futures import ThreadPoolExecutor\ndef b17(job):\n    ex = ThreadPoolExecutor()\n    ex.submit(job).add_done_callback(print)\n",
        "import asyncio\nfrom concurrent.futures import ThreadPoolExecutor\nasync def b18(job):\n    ex = ThreadPoolExecutor()\n    loop = asyncio.get_running_loop()\n    return await asyncio.wait_for(loop.run_in_executor(ex, job), 1)\n",
        "from multiprocessing import Pool\n\ndef b(xs, check):\n    p = Pool(4)\n    for x in xs:\n        p.apply_async(str, (x,))\n    check()\n    p.close()\n    p.join()\n",
    ] {
        assert_eq!(titles(text), [""; 0], "{text}");
    }
}
