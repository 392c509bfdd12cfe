//! `leaklab lessons check`: what holds, what does not, and programs that run wild.

use super::{folder, run};
use std::fs;
use std::path::Path;

const LESSON: &str = r#"+++
title = "A handle"
chapter = "Files"
summary = "Say what is left open."
minutes = 3
+++

Once upon a time.

## Look {#look .run}

```python show run name=a.py
print(1 + 1)
```

```output
2
```

## How many {#many .predict}

How many files does it open?

```toml number
right = 0
unit = "files"
why = "Nothing in it calls `open`, so there is nothing to close."
otherwise = "Count the calls of `open`: there are none in this program."

[[near]]
is = 1
why = "That would be the output, which is open before the program begins."
```

## Which {#which .trace}

Which of these are numbers?

- [x] `1`
  > It is one: a number with nothing behind the point.
- [ ] `"1"`
  > It is a text that has one character, and looks like a number.
- [x] `2`
  > It is one as well, and it comes after the first one.

## Why {#why .quiz}

Why is that so?

- [x] Because.
  > Yes, because of what was said above, where it is explained.
- [ ] Not.
  > No, because of what was said above, where it is explained.
"#;

/// Exit status, what was printed, and what was complained about.
fn lessons(folder: &Path, arguments: &[&str]) -> (i32, String, String) {
    run(folder, &[&["lessons", "check"], arguments].concat())
}

#[test]
fn a_lesson_that_holds_says_so() {
    let folder = folder("lessons");
    fs::write(folder.join("inner/good.md"), LESSON).unwrap();
    fs::write(folder.join("README.md"), "no lesson").unwrap();
    let (status, out, complaint) = lessons(&folder, &["."]);
    assert_eq!((status, out.as_str()), (0, ""), "{complaint}");
    assert!(complaint.contains("1 checked"), "{complaint}");
}

#[test]
fn what_is_wrong_with_a_lesson_is_named_by_its_line() {
    let folder = folder("wrong-lessons");
    let changes = [
        ("\n2\n", "\n3\n", ":13: the lesson shows"),
        (".trace}", ".guess}", "`guess` is no kind of step"),
        (
            "- [ ] `\"1\"`",
            "- [x] `\"1\"`",
            "some must be, and some not",
        ),
        ("Once upon", "Simply upon", ":8: the word `Simply`"),
        ("minutes = 3", "minutes = 300", "300 minutes"),
        ("is = 1\n", "is = inf\n", "a number is finite"),
        (
            "Once upon a time.",
            "```rust\nfn main() { nothing(); }\n```",
            ":9: `rustc` refuses this",
        ),
        ("is = 1\n", "is = 0\n", "is right as well"),
        (
            "why = \"Nothing",
            "why = \"Yes. Nothing",
            "says `Yes` to those",
        ),
        ("unit =", "units =", "unknown field `units`"),
        (
            "## Look",
            "## Why {#why}\n\n## Look",
            "two steps are called `why`",
        ),
    ];
    for (from, to, expected) in changes {
        assert!(LESSON.contains(from), "{from}");
        fs::write(folder.join("bad.md"), LESSON.replacen(from, to, 1)).unwrap();
        let (status, out, _) = lessons(&folder, &["bad.md"]);
        assert_eq!(status, 1, "{to}: {out}");
        assert!(
            out.contains(expected) && out.starts_with("bad.md:"),
            "{out}"
        );
    }
}

#[test]
fn lessons_that_cannot_be_checked_say_why() {
    let folder = folder("no-lessons");
    assert_eq!(lessons(&folder, &["."]).0, 2);
    assert_eq!(lessons(&folder, &["gone.md"]).0, 2);
    fs::write(folder.join("good.md"), LESSON).unwrap();
    let (status, _, complaint) = lessons(&folder, &["good.md", "--python", "no-such-python"]);
    assert_eq!(status, 2);
    assert!(complaint.contains("no-such-python"), "{complaint}");
    fs::write(folder.join("good.md"), [0xff_u8, 0xfe, 0]).unwrap();
    assert_eq!(lessons(&folder, &["good.md"]).0, 1);
}

#[test]
fn programs_of_lessons_that_run_wild_are_stopped_and_told() {
    let folder = folder("wild-lessons");
    let wild = [
        (
            "while True: print('x' * 1000)",
            "(the program was stopped after 262144 bytes)",
        ),
        (
            "import os; os.kill(os.getpid(), 9)",
            "(the program was ended by signal: 9",
        ),
        ("print('\\x1b[2J')", "\\u{1b}[2J"),
    ];
    for (program, expected) in wild {
        let text = LESSON.replacen("print(1 + 1)", program, 1);
        fs::write(folder.join("wild.md"), text).unwrap();
        let (status, out, _) = lessons(&folder, &["wild.md"]);
        assert_eq!(status, 1, "{program}: {out}");
        assert!(out.contains(expected), "{program}: {out}");
        assert!(out.len() < 20_000, "{} bytes", out.len());
        assert!(!out.contains('\x1b'));
    }
}
