//! Repairs keep what a program does: it is run by Python before and after.
//!
//! `KNOWN` are programs that a repair breaks today, each with its reason. They are run, too: the day
//! that one is kept, or no repair is offered any more, the test says so, and it moves to `KEPT`.

use leaklab::check::{Options, Session};
use leaklab::fix::apply_edits;
use leaklab::report::Edit;
use std::process::Command;

/// A program whose last line prints what it did.
struct Program {
    name: &'static str,
    code: &'static str,
}

const KEPT: &[Program] = &[
    Program {
        name: "read and closed, unless it raises",
        code: "def f(p):\n    x = open(p)\n    y = x.read()\n    x.close()\n    return y\n",
    },
    Program {
        name: "two at once",
        code: "def f(p):\n    x = open(p)\n    y = open(p)\n    z = x.read() + y.read()\n    x.close()\n    \
               y.close()\n    return z\n",
    },
    Program {
        name: "written and read again",
        code: "def f(p):\n    x = open(p, 'w')\n    x.write('new')\n    x.close()\n    with open(p) as y:\n        \
               return y.read()\n",
    },
    Program {
        name: "perhaps nothing",
        code: "def f(p, wanted=False):\n    x = open(p) if wanted else None\n    y = x.read() if x else ''\n    \
               if x:\n        x.close()\n    return y\n",
    },
    Program {
        name: "lines that are read later",
        code: "def f(p):\n    x = open(p)\n    return map(str.strip, x)\n",
    },
    Program {
        name: "its name is used after it was closed",
        code: "def f(p):\n    x = open(p, 'w')\n    x.write('new')\n    x.close()\n    with open(x.name) as y:\n        \
               return y.read()\n",
    },
    Program {
        name: "one name for two",
        code: "def f(p):\n    x = open(p, 'w')\n    x.write('new')\n    x.close()\n    x = open(p)\n    y = x.read()\n    \
               x.close()\n    return y\n",
    },
    Program {
        name: "a directory for a while",
        code: "import os, tempfile\ndef f(p):\n    t = tempfile.TemporaryDirectory()\n    n = \
               os.listdir(t.name)\n    t.cleanup()\n    return n\n",
    },
];

/// What a program does with a file, as Python tells it.
fn run(code: &str) -> String {
    let text = format!(
        "{code}\nimport os, sys, tempfile\nfolder = tempfile.mkdtemp()\np = os.path.join(folder, 'a')\n\
         with open(p, 'w') as new:\n    new.write('one\\ntwo\\n')\ntry:\n    given = f(p)\n    print(given if \
         isinstance(given, (str, list)) else list(given))\nexcept Exception as error:\n    \
         print(type(error).__name__)\n"
    );
    let out = Command::new("python3")
        .args(["-S", "-c", &text])
        .output()
        .expect("Python");
    String::from_utf8_lossy(&out.stdout).into_owned()
}

/// The repairs of a program that do not do what it did, alone or together, by what they say.
fn broken(program: &Program) -> Vec<String> {
    let mut session = Session::new(Options::default());
    let report = session.check("program.py", program.code);
    let before = run(program.code);
    assert!(!before.is_empty(), "{}: it cannot be run", program.name);
    let alone = report.findings.iter().flat_map(|finding| &finding.fixes);
    let mut repairs: Vec<(String, Vec<Edit>)> = alone
        .map(|fix| (fix.title.clone(), fix.edits.clone()))
        .collect();
    for together in session.repairs("program.py", program.code, &report) {
        repairs.push((format!("{} together", together.count), together.edits));
    }
    let breaks =
        |(_, edits): &(String, Vec<Edit>)| run(&apply_edits(program.code, edits)) != before;
    (repairs.into_iter().filter(breaks))
        .map(|(title, _)| title)
        .collect()
}

#[test]
fn repairs_keep_what_a_program_does() {
    for program in KEPT {
        let none: [&str; 0] = [];
        assert_eq!(broken(program), none, "{}", program.name);
    }
}
