//! What the analysis rests on and what it does not know, as a report's plain data.

use super::File;
use crate::edits::span;
use crate::report::{Acquisition, Assumption, Gives, Likeness, LookAlike, ReleasedBy};
use crate::resources::Catalogue;
use crate::text::Range;
use crate::typestate::look_alikes::{self, Parts, Way};
use crate::typestate::{ModuleScope, evidence};
use rustc_hash::FxHashSet;

/// What names that the file does not bind are taken for.
pub(super) fn assumptions(module: &ModuleScope) -> Vec<Assumption> {
    let assumed = module.assumed().iter().filter(|it| it.is_by_name);
    let assumption = assumed.map(|it| Assumption {
        name: it.name.clone(),
        path: it.path.clone(),
    });
    assumption.collect()
}

/// What looks like an acquisition and is in no row.
pub(super) fn look_alikes(
    file: &File<'_>,
    module: &ModuleScope,
    catalogue: &Catalogue,
    rows: &[Acquisition],
) -> Vec<LookAlike> {
    let lines: FxHashSet<u32> = rows.iter().map(|row| row.line).collect();
    let places: FxHashSet<(u32, u32)> = rows.iter().map(|row| (row.line, row.column)).collect();
    let is_known = |range: Range| {
        lines.contains(&file.lines.line(range.start)) && {
            let at = file.lines.position(file.text, range.start);
            places.contains(&(at.line, at.column))
        }
    };
    let all = look_alikes::of(&file.parsed.module, module, catalogue, &is_known);
    all.into_iter().map(|it| look_alike(file, it)).collect()
}

fn look_alike(file: &File<'_>, it: look_alikes::LookAlike) -> LookAlike {
    let name = it.last_name();
    let seen = it.seen.as_ref();
    let by = seen.filter(|seen| !seen.by.is_empty());
    let is_short = |code: &&str| code.len() <= 60 && !code.contains(['\n', '\r', '`']);
    let call = Some(it.call.of(file.text)).filter(is_short);
    let places = it
        .places
        .iter()
        .map(|place| span(file.text, &file.lines, *place));
    LookAlike {
        call: call.unwrap_or(name).to_owned(),
        kind: evidence::kind_of(name),
        gives: gives(it.parts),
        places: places.collect(),
        release: by
            .map_or_else(|| evidence::release_of(name), |seen| &seen.by)
            .to_owned(),
        released_by: match by.map(|seen| seen.way) {
            Some(Way::Owner) => ReleasedBy::Owner,
            Some(Way::Function) => ReleasedBy::Function,
            _ => ReleasedBy::Method,
        },
        likeness: match seen.map(|seen| seen.way) {
            None => Likeness::Named,
            Some(Way::Method | Way::Owner | Way::Function) => Likeness::Released,
            Some(Way::Managed) => Likeness::Managed,
            Some(Way::AsyncManaged) => Likeness::AsyncManaged,
        },
        line: seen.map(|seen| file.lines.line(seen.at.start)),
        is_awaited: it.is_awaited,
        is_release_awaited: seen.is_some_and(|seen| seen.is_awaited),
        names: it.names,
    }
}

fn gives(parts: Parts) -> Gives {
    match (parts.is_whole, parts.first, parts.second) {
        (false, true, true) => Gives::BothOfTuple,
        (false, true, false) => Gives::FirstOfTuple,
        (false, false, true) => Gives::SecondOfTuple,
        _ => Gives::Returned,
    }
}

#[cfg(test)]
mod tests {
    use crate::check::check;
    use crate::options::Options;
    use crate::project::{Project, pair};
    use crate::report::{FileReport, Likeness, LookAlike};

    fn report(text: &str) -> FileReport {
        check("a.py", text, &Options::default())
    }

    fn calls(text: &str) -> Vec<String> {
        let all = report(text).look_alikes.into_iter();
        all.map(|it| it.call).collect()
    }

    /// What is reported once all that looks like an acquisition is taught.
    fn taught(text: &str, all: &[LookAlike]) -> FileReport {
        let text_of_it: Vec<String> = all.iter().map(pair).collect();
        let settings = Project::read(&text_of_it.join("\n")).unwrap();
        check("a.py", text, &Options::of(settings))
    }

    #[test]
    fn what_is_released_somewhere_looks_like_an_acquisition_everywhere() {
        let text = "from pool import lease\n\n\ndef one():\n    x = lease()\n    x.give_back()\n\n\n\
                    def two():\n    y = lease()\n    print(y.key)\n";
        let report = report(text);
        let [call] = report.look_alikes.as_slice() else {
            panic!("{:?}", report.look_alikes);
        };
        let lines: Vec<u32> = call.places.iter().map(|place| place.line).collect();
        assert_eq!((call.call.as_str(), lines), ("lease", vec![5, 10]));
        let seen = (call.likeness, call.line, call.release.as_str());
        assert_eq!(seen, (Likeness::Released, Some(6), "give_back"));
    }

    #[test]
    fn what_is_taught_is_followed_at_once() {
        for text in [
            "from pool import lease\ndef f():\n    x = lease()\n    x.run()\n    x.stop()\n",
            "def f():\n    x = connect_db()\n    x.run()\n    disconnect_db(x)\n",
            "def f():\n    x = vault.open_secret('a')\n    return x.read()\n",
            "def f(pool):\n    x = pool.lease()\n    x.run()\n    pool.release(x)\n",
            "def f(self):\n    x = self.pool.acquire()\n    x.run()\n    self.pool.release(x)\n",
            "import influx\ndef f():\n    c = influx.Client()\n    w = c.open_writer()\n    w.run()\n    c.close()\n",
            "from pool import Pool\ndef f(p: Pool):\n    x = p.checkout()\n    x.run()\n    p.checkin(x)\n",
            "from pool import Pool\nP = Pool(4)\ndef f():\n    x = P.checkout()\n    x.run()\n    x.release()\n",
            "def f(pool):\n    with pool.lease() as x:\n        x.run()\n    y = pool.lease()\n    y.run()\n",
            "import bus\nasync def f():\n    x = await bus.dial()\n    x.run()\n    await x.close()\n",
            "import bus\nasync def f():\n    async with bus.Link() as x:\n        pass\n    y = bus.Link()\n    y.run()\n",
            "import bus\nclass A:\n    def __init__(self):\n        self.b = bus.Bus()\n    def stop(self):\n        self.b.stop()\n",
            // An item of a tuple, other names, and what is passed on.
            "import bus\ndef f():\n    a, b = bus.pair()\n    a.close()\n    b.close()\n",
            "import bus\ndef f():\n    a, b = bus.pair()\n    b.close()\n",
            "import bus\ndef f():\n    a = bus.pair()[0]\n    a.close()\n",
            "import bus\ndef f():\n    pair = bus.pair()\n    pair[1].close()\n",
            "import bus\ndef f():\n    pair = bus.pair()\n    a, b = pair\n    a.close()\n",
            "import bus\ndef f():\n    all = [bus.thing(), 1]\n    all[0].close()\n",
            "import bus\ndef f(p):\n    make = bus.thing\n    x = make(p)\n    x.close()\n",
            "import bus\ndef f():\n    x = bus.thing()\n    y = x\n    y.close()\n",
            "import bus\nfrom typing import cast\ndef f():\n    x = cast(int, bus.thing())\n    x.close()\n",
            "import bus, asyncio\nasync def f():\n    x = await asyncio.wait_for(bus.thing(), 1)\n    x.close()\n",
            "import bus\ndef f(p):\n    x = bus.Thing[int](p)\n    x.close()\n",
            "import bus\ndef f(p):\n    x = bus.thing(p) if p else None\n    x.close()\n",
            "import bus\ndef make():\n    return bus.thing()\ndef f():\n    x = make()\n    x.close()\n",
            "import bus\ndef make():\n    yield bus.thing()\ndef f():\n    for x in make():\n        x.close()\n",
            // What the class has, and collections.
            "import bus\nclass A:\n    c = bus.thing()\ndef f():\n    A.c.close()\n",
            "import bus\nd = {}\ndef f(k):\n    d[k] = bus.thing()\ndef g():\n    for x in d.values():\n        x.close()\n",
            "import bus\nd = {}\ndef f(k):\n    d[k] = bus.thing()\ndef g():\n    for k, x in d.items():\n        x.close()\n",
            "import bus\ndef f():\n    all = []\n    all.append(bus.thing())\n    [x.close() for x in all]\n",
            "import bus\ndef f(ks):\n    all = [bus.thing(k) for k in ks]\n    for x in reversed(all):\n        x.close()\n",
            "import bus\ndef f(q):\n    q.put(bus.thing())\n    q.get().close()\n",
            // Words, and what is registered.
            "import bus\ndef f():\n    x = bus.thing()\n    x.destroy()\n",
            "import bus\ndef f():\n    x = bus.thing()\n    x.cleanup()\n",
            "import bus, atexit\ndef f():\n    x = bus.thing()\n    atexit.register(x.close)\n",
            "import bus\nclass T:\n    def test(self):\n        x = bus.thing()\n        self.addCleanup(x.stop)\n",
        ] {
            let before = report(text);
            assert!(!before.look_alikes.is_empty(), "{text}");
            assert!(before.findings.is_empty(), "{text}");
            let after = taught(text, &before.look_alikes);
            assert_eq!(after.look_alikes, [], "{text}");
            for place in before.look_alikes.iter().flat_map(|it| &it.places) {
                let is_there = |row: &crate::report::Acquisition| {
                    (row.line, row.column) == (place.line, place.column)
                };
                assert!(after.acquisitions.iter().any(is_there), "{text}");
            }
        }
    }

    #[test]
    fn what_is_known_is_none() {
        for text in [
            // The standard library, and what the catalogue has.
            "import re, argparse, webbrowser\nm = re.compile('x')\nb = webbrowser.open('x')\n",
            "import sqlite3\nc = sqlite3.connect('x')\ncur = c.cursor()\ncur.close()\nc.close()\n",
            "f = open('x')\nf.close()\n",
            // What the file defines.
            "class Client:\n    pass\ndef connect():\n    return Client()\nc = connect()\nc.close()\n",
            "class A:\n    def open_it(self):\n        return 1\ndef f(a):\n    x = a.open_it()\n    x.close()\n",
            // What only has a manager, or gives nothing.
            "import pytest\nwith pytest.raises(ValueError) as e:\n    f()\n",
            "import ui\nui.button.connect(f)\n",
            "x = 'a {}'.format(1)\ny = x.get('a')\n",
            "def f(make):\n    x = make()\n    x.close()\n",
            // What is read of an object is not called.
            "import foo\ndf = foo.read()\nprint(df.close.max())\n",
            "import foo\nx = foo.thing()\nprint(x.stop)\nok = x.close > 3\nx.close = 4\n",
            // Builtins, and what only gives what there is.
            "def f(it):\n    x = next(it)\n    x.close()\n    y = getattr(it, 'a')\n    y.close()\n",
            "def f(q):\n    x = q.popleft()\n    x.close()\n    y = q.current()\n    y.close()\n",
            "import bus\nc = bus.Cache()\nx = c.get('a')\nx.close()\ny = c.__next__()\ny.close()\n",
            "from app import cache\nx = cache.get('a')\nx.close()\n",
            "def f(d):\n    x = memoryview(d).cast('B')\n    x.release()\n    e = ValueError(1)\n    e.close()\n",
            "def f(data):\n    x = data.replace('a', 'b')\n    x.close()\n",
            // It is never reached.
            "def f(p):\n    raise ValueError\n    x = open(p)\n    x.close()\n",
            "import psycopg2\ndef f(p):\n    return\n    c = psycopg2.connect(p)\n    k = c.cursor()\n    k.close()\n",
            // The file puts something else there.
            "import os\nos.open = print\ndef f(p):\n    x = os.open(p)\n    print(x)\n",
            "import bus\nbus.open = print\nx = bus.open('p')\nx.close()\n",
            // A parameter, a loop's variable and what a class binds are not what they are called.
            "key = lambda connect: connect('x')\n",
            "from bus import connect\nx = [connect(k) for connect in made]\n",
            "import bus\nclass A:\n    connect = print\n    x = connect('p')\n",
            "def f(p):\n    import bus\n    class bus:\n        pass\n    x = bus.Session(p)\n    return x.a\n",
            "def f[connect](p):\n    x = connect(p)\n    return x.a\n",
        ] {
            assert_eq!(calls(text), [""; 0], "{text}");
        }
    }

    #[test]
    fn the_narrowest_name_is_offered() {
        for (text, expected) in [
            ("import bus\nx = bus.open_a('x')\n", &["bus.open_a"][..]),
            (
                "def f(a):\n    x = a.open('p')\n    return x.n\n",
                &[".a.open"],
            ),
            (
                "def f(a):\n    x = a.b.lease()\n    x.close()\n",
                &[".b.lease"],
            ),
            (
                "def f(a):\n    x = a.its().lease()\n    x.close()\n",
                &[".its.lease"],
            ),
            (
                "import bus\nkey = lambda bus: bus.connect('x')\n",
                &[".bus.connect"],
            ),
            (
                "import bus\nx = [bus.connect() for bus in made]\n",
                &[".bus.connect"],
            ),
            (
                "import bus\ndef f():\n    b = bus.Bus()\n    x = b.dial()\n    x.close()\n",
                &["bus.Bus.dial", ".b.dial"],
            ),
            (
                "def f(a, b):\n    x = a.lease()\n    x.close()\n    y = b.lease()\n    print(y.k)\n",
                &[".a.lease", ".b.lease"],
            ),
            // Nothing better can be had.
            (
                "def f(a):\n    x = a[0].lease()\n    x.close()\n",
                &[".lease"],
            ),
        ] {
            let all = report(text).look_alikes;
            let last = all.last().map(|it| it.names.clone()).unwrap_or_default();
            assert_eq!(last, expected, "{text}");
            let is_wide = expected.contains(&".lease");
            assert_eq!(pair(&all[0]).contains("# A method of anything"), is_wide);
        }
    }

    #[test]
    fn a_name_that_is_taught_is_only_for_what_is_called_so() {
        let text = "def f(self, pool, door):\n    x = pool.open()\n    x.run()\n    y = door.open()\n    \
                    y.run()\n    self.pool.open().run()\n";
        let taught = "[[handle]]\nclass = 'p.X'\nrelease = ['close']\n\n[[handle.acquire]]\n\
                      names = ['.pool.open']\n";
        let settings = Project::read(taught).unwrap();
        let report = check("a.py", text, &Options::of(settings));
        let lines: Vec<u32> = report.acquisitions.iter().map(|row| row.line).collect();
        assert_eq!(lines, [2, 6]);
        let unknown: Vec<&str> = (report.look_alikes.iter())
            .map(|it| it.call.as_str())
            .collect();
        assert_eq!(unknown, ["door.open"]);
    }

    #[test]
    fn the_likeliest_comes_first() {
        let text =
            "import bus\na = bus.open_a()\nb = bus.get_session()\nc = bus.make()\nc.close()\n";
        assert_eq!(calls(text), ["bus.make", "bus.open_a", "bus.get_session"]);
    }
}
