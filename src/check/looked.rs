//! What the analysis rests on and what it does not know, as a report's plain data.

use super::File;
use crate::edits::span;
use crate::report::{Acquisition, Assumption, Likeness, LookAlike, ReleasedBy};
use crate::resources::Catalogue;
use crate::text::Range;
use crate::typestate::look_alikes::{self, Way};
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
        ] {
            assert_eq!(calls(text), [""; 0], "{text}");
        }
    }

    #[test]
    fn the_likeliest_comes_first() {
        let text =
            "import bus\na = bus.open_a()\nb = bus.get_session()\nc = bus.make()\nc.close()\n";
        assert_eq!(calls(text), ["bus.make", "bus.open_a", "bus.get_session"]);
    }
}
