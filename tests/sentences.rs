//! Every sentence that a finding can be made of, for every resource there is: read as English.
//!
//! Each resource of the catalogue is spoken of by every rule, on one way out, two and many, and by
//! its own examples; so is one that a project has described itself.

use leaklab::check::{self, Options};
use leaklab::project::Project;
use leaklab::report::{Confidence, FileReport};
use leaklab::resources::{Catalogue, Handle, shown};
use leaklab::rules::{About, RULES, Rule};
use std::collections::BTreeSet;

/// A program that every rule finds something in, on few ways out and on many.
const PROGRAM: &str = r#"
import lab


def discarded(path):
    return lab.get(path).use()


def overwritten(paths):
    thing = None
    for path in paths:
        thing = lab.get(path)
    if thing is not None:
        thing.finish()


def deleted(path):
    thing = lab.get(path)
    del thing


class Keeper:
    def __init__(self, path):
        self.kept = lab.get(path)

    def use(self):
        self.kept.use()


class Replacer:
    def __init__(self, path):
        self.thing = lab.get(path)

    def again(self, path):
        self.thing = lab.get(path)

    def close(self):
        self.thing.finish()


class Halfway:
    def __init__(self, path):
        self.thing = lab.get(path)
        self.first = work(path)

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.thing.finish()


def never_one(path):
    thing = lab.get(path)


def never_two(path):
    thing = lab.get(path)
    thing.use()


def never_three(path):
    thing = lab.get(path)
    if path:
        return thing.use()
    work(path)


def once(path):
    thing = lab.get(path)
    thing.use()
    thing.finish()


def twice(path):
    thing = lab.get(path)
    thing.use()
    work(path)
    thing.finish()


def thrice(path):
    thing = lab.get(path)
    thing.use()
    work(path)
    thing.use()
    thing.finish()


def lent(path):
    thing = lab.get(path)
    work(thing)
    thing.finish()


def some(path, flag):
    thing = lab.get(path)
    if flag:
        thing.finish()


def some_more(path, flag):
    thing = lab.get(path)
    if flag == 1:
        return 1
    if flag == 2:
        return 2
    if flag == 3:
        return 3
    if flag == 4:
        return 4
    thing.finish()


def both(path, flag):
    thing = lab.get(path)
    if flag:
        thing.finish()
    if path:
        return 1


def used(path):
    thing = lab.get(path)
    thing.finish()
    return thing.use()


def again(path):
    thing = lab.get(path)
    thing.finish()
    thing.finish()


def fine(path):
    thing = lab.get(path)
    try:
        return thing.use()
    finally:
        thing.finish()
"#;

/// A resource of that program that is spoken of as another one is.
fn spoken_of_as(handle: &Handle, with: &str) -> Handle {
    let own = format!(
        "[[handle]]\nclass = 'lab.Thing'\nrelease = ['finish']\nwith = '{with}'\n\
         [[handle.acquire]]\nnames = ['lab.get']\n"
    );
    let plain = Project::read(&own).unwrap().handles.remove(0);
    Handle {
        kind: handle.kind.clone(),
        article: handle.article.clone(),
        released: handle.released.clone(),
        released_it: handle.released_it.clone(),
        leak_class: handle.leak_class.clone(),
        warns: handle.warns.clone(),
        exhausts: handle.exhausts.clone(),
        ends_in: handle.ends_in.clone(),
        dropped: handle.dropped.clone(),
        after: "ValueError: it is gone".to_owned(),
        twice: "ValueError: it is gone".to_owned(),
        ..plain
    }
}

fn report(text: &str, resources: Vec<Handle>) -> FileReport {
    let options = Options {
        show: Confidence::ALL.to_vec(),
        details: true,
        resources,
        ..Options::default()
    };
    check::check("lab.py", text, &options)
}

/// Everything that a report says in words, each with what it is.
fn sentences(report: &FileReport) -> Vec<(&'static str, String)> {
    let mut said = Vec::new();
    for finding in &report.findings {
        said.push(("message", finding.message.clone()));
        said.push(("because", finding.because.clone()));
        said.push(("help", finding.help.clone()));
        said.extend(finding.trace.iter().map(|step| ("step", step.note.clone())));
        said.extend(finding.fixes.iter().map(|fix| ("fix", fix.title.clone())));
    }
    let exits = report.acquisitions.iter().flat_map(|row| &row.exits);
    said.extend(exits.map(|exit| ("exit", exit.because.clone())));
    said.extend(report.notices.iter().map(|it| ("notice", it.clone())));
    said
}

/// What is wrong with a sentence as English, as far as a machine can tell.
fn wrong(kind: &str, said: &str) -> Option<String> {
    if said.matches('`').count() % 2 == 1 {
        return Some("a backquote without its other".to_owned());
    }
    // Code is no English: it stands as one word.
    let plain: Vec<&str> = said.split('`').step_by(2).collect();
    let plain = plain.join("CODE");
    let words: Vec<&str> = plain.split_whitespace().collect();
    let faults = [
        (plain.contains("  "), "two spaces"),
        (plain.trim() != plain, "a space at an end"),
        (
            [" ,", " .", " ;", " :", "..", ",,", ";."]
                .iter()
                .any(|it| plain.contains(it)),
            "stops",
        ),
        (
            kind == "because" || kind == "help" && !plain.ends_with('.'),
            "no stop at its end",
        ),
    ];
    if let Some((_, fault)) = faults
        .iter()
        .find(|(is, fault)| *is && (*fault != "no stop at its end" || !plain.ends_with('.')))
    {
        return Some((*fault).to_owned());
    }
    let starts_small = |sentence: &str| sentence.starts_with(|c: char| c.is_lowercase());
    if plain.split(". ").skip(1).any(starts_small)
        || (kind != "message" && kind != "step" && starts_small(&plain))
    {
        return Some("a sentence that begins small".to_owned());
    }
    for pair in words.windows(2) {
        let [first, second] = pair else { continue };
        let second = second.trim_matches(|c: char| !c.is_alphanumeric());
        match *first {
            // Before code, its own first word counts: `async with`, `with`.
            "a" | "an" if second == "CODE" => {}
            "a" | "A" if has_vowel(second) => return Some(format!("{first} {second}")),
            "an" | "An" if !has_vowel(second) => return Some(format!("{first} {second}")),
            "1" if second.ends_with('s') && !["is", "was", "has"].contains(&second) => {
                return Some(format!("1 {second}"));
            }
            _ => {}
        }
        let is_particle = ["down", "up", "back", "out", "off"].contains(first);
        if is_particle && second == "it" {
            return Some(format!("{first} it"));
        }
        if first == &second && first.chars().all(char::is_alphabetic) && *first != "CODE" {
            return Some(format!("{first} {second}"));
        }
    }
    for few in [
        "All 1 ",
        "All 2 ",
        "all 1 ",
        "all 2 ",
        " of 1 ways",
        "any of 1",
        "any of 2",
        "0 ways",
    ] {
        if plain.contains(few) {
            return Some(few.to_owned());
        }
    }
    None
}

/// Whether a word begins with a vowel as it is spoken: a list, so that it cannot have the same fault as
/// what it judges.
fn has_vowel(word: &str) -> bool {
    const SPELLED: [&str; 11] = [
        "HTTP", "FTP", "HDF5", "IMAP", "LDAP", "MQTT", "SFTP", "SMTP", "SSH", "XML", "SSL",
    ];
    SPELLED.contains(&word) || word.starts_with(['a', 'e', 'i', 'o', 'u', 'A', 'E', 'I', 'O'])
}

/// All that is wrong, each once.
fn faults(said: Vec<(&'static str, String)>, of: &str, into: &mut BTreeSet<String>) {
    for (kind, sentence) in said {
        if let Some(fault) = wrong(kind, &sentence) {
            into.insert(format!("{fault} [{of}, {kind}]: {sentence}"));
        }
    }
}

#[test]
fn every_rule_speaks_of_every_resource() {
    let catalogue = Catalogue::builtin().unwrap();
    let mut all = BTreeSet::new();
    for handle in catalogue.handles() {
        for with in ["releases", "keeps-open", "unsupported"] {
            let report = report(PROGRAM, vec![spoken_of_as(handle, with)]);
            let of_handles = |rule: &&&Rule| matches!(rule.about, About::Acquisition { .. });
            for rule in RULES.iter().filter(of_handles) {
                let speaks = report.findings.iter().any(|it| it.rule == rule.id);
                assert!(speaks, "{} says nothing of {}", rule.id, handle.class);
            }
            faults(sentences(&report), &handle.class, &mut all);
        }
    }
    assert!(all.is_empty(), "{}", Vec::from_iter(all).join("\n"));
}

#[test]
fn every_example_is_spoken_of_well() {
    let mut all = BTreeSet::new();
    for (name, example) in shown().examples {
        for text in [&example.leaky, &example.clean] {
            faults(sentences(&report(text, Vec::new())), &name, &mut all);
        }
    }
    assert!(all.is_empty(), "{}", Vec::from_iter(all).join("\n"));
}

#[test]
fn resources_of_ones_own_are_spoken_of_well() {
    let own = "[[handle]]\nclass = 'lab.Thing'\nrelease = ['finish']\n\
               kind = 'SSL order'\nreleased = 'handed back'\n\
               [[handle.acquire]]\nnames = ['lab.get']\n";
    let little = own.replace("kind = 'SSL order'\nreleased = 'handed back'\n", "");
    let mut all = BTreeSet::new();
    let mut told = Vec::new();
    for settings in [own, &little] {
        let handles = Project::read(settings).unwrap().handles;
        let said = sentences(&report(PROGRAM, handles));
        told.extend(said.iter().map(|(_, sentence)| sentence.clone()));
        faults(said, "one's own", &mut all);
    }
    assert!(all.is_empty(), "{}", Vec::from_iter(all).join("\n"));
    for expected in [
        "`lab.get(path)` gives an SSL order",
        "`lab.get(path)` gives a resource",
        "Nothing has handed it back",
        "Nothing has closed it",
    ] {
        assert!(told.iter().any(|it| it == expected), "{expected}");
    }
}

#[test]
fn ways_out_are_counted_as_people_count() {
    let handle = Project::read(
        "[[handle]]\nclass = 'lab.Thing'\nrelease = ['finish']\n[[handle.acquire]]\nnames = ['lab.get']\n",
    );
    let report = report(PROGRAM, handle.unwrap().handles);
    let said: Vec<String> = sentences(&report)
        .into_iter()
        .map(|(_, said)| said)
        .collect();
    for expected in [
        "The only way out leaves it open. ",
        "Both ways out leave it open. ",
        "All 4 ways out leave it open. ",
        ", or if another operation does",
        ", or if one of 2 other operations does",
        "on 4 of 5 ways out",
        "and on 2 more ways.",
    ] {
        assert!(
            said.iter().any(|it| it.contains(expected)),
            "{expected}\n{}",
            said.join("\n")
        );
    }
}
