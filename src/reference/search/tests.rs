use super::*;
use crate::reference::reference;

fn index() -> (Reference, Index) {
    let reference = reference();
    let index = Index::of(&reference);
    (reference, index)
}

fn first(index: &Index, query: &str) -> String {
    let found = index.search(query);
    found
        .hits
        .first()
        .map(|hit| hit.id.clone())
        .unwrap_or_default()
}

/// What a search must find first, for everything that can be looked up.
#[test]
fn everything_is_found_first_by_its_own_name() {
    let (reference, index) = index();
    let mut wrong = Vec::new();
    let mut wants = |query: &str, id: &str| {
        let got = first(&index, query);
        if got != id {
            wrong.push(format!("{query:?}: {got} before {id}"));
        }
    };
    for resource in &reference.resources {
        wants(&resource.class, &resource.id);
        for callable in resource.ways.iter().flat_map(|way| &way.names) {
            wants(callable, &resource.id);
            if !callable.contains('(') {
                wants(&format!("{callable}(path, 1)"), &resource.id);
            }
        }
    }
    for rule in &reference.rules {
        wants(&rule.id, &rule.id);
    }
    for word in &reference.words {
        wants(&word.title, &word.id);
    }
    for place in PLACES {
        wants(place.title, place.id);
    }
    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn every_error_is_found_first_by_its_text() {
    let (reference, index) = index();
    let mut wrong = Vec::new();
    let mut wants = |query: String, id: &str| {
        let got = first(&index, &query);
        if got != id {
            wrong.push(format!("{query:?}: {got} before {id}"));
        }
    };
    for error in &reference.errors {
        wants(error.title.clone(), &error.id);
        wants(error.title.to_lowercase(), &error.id);
    }
    for resource in &reference.resources {
        let text = &resource.ends_in;
        wants(text.clone(), &resource.error);
        // As it comes out of a program: with its own paths, numbers and hosts, after a traceback.
        let real = text
            .replace('…', "db7.example.org/srv/x-20931")
            .replace("5432", "6543");
        wants(format!("  {real}  "), &resource.error);
        wants(
            format!(
                "Traceback (most recent call last):\n  File \"/srv/app/views.py\", line 214, in \
                 handle\n    order = json.load(open(path))\n{real}"
            ),
            &resource.error,
        );
        // The log has only the class's own name.
        if let Some((class, rest)) = real.split_once(": ") {
            let own = class.rsplit('.').next().unwrap_or_default();
            if !rest.is_empty() && !class.contains(' ') && class.starts_with("psycopg_pool") {
                wants(format!("ERROR {own}: {rest}"), &resource.error);
            }
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn numbers_and_their_names_lead_to_the_error() {
    let (reference, index) = index();
    for errno in errno::ERRNOS {
        let mut asked = vec![
            format!("Errno {}", errno.linux),
            format!("[errno {}]", errno.linux),
        ];
        asked.extend(errno.names.iter().map(|name| (*name).to_owned()));
        asked.extend(errno.names.iter().map(|name| format!("errno.{name}")));
        asked.extend(errno.names.iter().map(|name| name.to_lowercase()));
        asked.extend(
            errno
                .elsewhere
                .iter()
                .map(|number| format!("[Errno {number}]")),
        );
        for query in asked {
            let id = first(&index, &query);
            let error = reference.errors.iter().find(|error| error.id == id);
            let found = error.and_then(|error| errno::of(&error.title));
            assert_eq!(found, Some(&errno), "{query}: {id}");
        }
    }
    let full = "oserror-errno-24-too-many-open-files";
    for query in [
        "Errno 24",
        "errno24 EMFILE",
        "24",
        "EMFILE",
        "too many open files",
        "OSError: [Errno 24] Too many open files: '/x/y'",
        "IOError: [Errno 24] Too many open files: 'a.txt'",
        "OSError: [Errno 24] Too many open files: '/var/lib/app/10/99.json'",
        "accept() failed: [Errno 24] Too many open files",
    ] {
        assert_eq!(first(&index, query), full, "{query}");
    }
}

#[test]
fn an_error_of_no_leak_is_not_taken_for_one() {
    let (_, index) = index();
    for query in [
        "ValueError: invalid literal for int() with base 10: 'x'",
        "OSError: [Errno 2] No such file or directory: 'x'",
        "RuntimeError: dictionary changed size during iteration",
        "KeyError: 'connection'",
    ] {
        let found = index.search(query);
        assert_eq!(
            found.share,
            Share::Some,
            "{query}: {:?}",
            found.hits.first()
        );
    }
}

#[test]
fn exact_comes_before_prefix_before_word_before_part() {
    let (_, index) = index();
    assert_eq!(first(&index, "open"), first(&index, "builtins.open"));
    assert_eq!(first(&index, "SQLITE3 connect"), "sqlite3-connection");
    assert_eq!(first(&index, "sqlite"), "sqlite3-connection");
    assert_eq!(first(&index, "pool"), "pool");
    assert_eq!(first(&index, "leaked on exception"), "leaked-on-exception");
    assert_eq!(
        first(&index, "with open(path) as f:"),
        first(&index, "open")
    );
    let found = index.search("connection");
    assert_eq!(found.share, Share::All);
    assert!(found.hits.len() > 5);
}

#[test]
fn what_nothing_has_leads_to_what_comes_nearest() {
    let (_, index) = index();
    for (query, id) in [
        ("asyncio.Lock", "threading-lock"),
        ("sqllite3 conection", "sqlite3-connection"),
        ("leeked-on-exception", "leaked-on-exception"),
        ("sqlite3 zebra", "sqlite3-connection"),
    ] {
        let found = index.search(query);
        assert_eq!(found.share, Share::Some, "{query}");
        let near: Vec<&str> = found.hits.iter().map(|hit| hit.id.as_str()).collect();
        assert!(near.contains(&id), "{query}: {near:?}");
    }
    for nothing in ["", "   ", "…", "zzzzqqq"] {
        assert_eq!(index.search(nothing).hits, [], "{nothing}");
    }
}

#[test]
fn other_numbers_of_a_traceback_are_not_the_errors() {
    let (_, index) = index();
    for (query, found) in [
        (
            "File \"a.py\", line 98, in f OSError: [Errno 24] Too many open files: 'x'",
            "Errno 24",
        ),
        (
            "line 24 in g, port 24: OSError: [Errno 98] Address already in use",
            "Errno 98",
        ),
    ] {
        assert_eq!(first(&index, query), first(&index, found), "{query}");
    }
}

#[test]
fn a_part_of_an_errors_text_leads_to_errors_first() {
    let (reference, index) = index();
    for (query, class) in [
        ("FATAL: sorry, too many clients already", "psycopg"),
        ("sorry, too many clients already", "psycopg"),
    ] {
        let found = index.search(query);
        let first = found.hits.first().expect("something");
        assert_eq!(first.kind, Kind::Error, "{query}");
        assert!(reference.errors[first.at].title.contains(class), "{query}");
    }
}

#[test]
fn another_error_is_not_taken_for_the_one_that_was_asked_for() {
    let (reference, index) = index();
    for (query, never) in [
        (
            "redis.exceptions.ConnectionError: Too many connections",
            "requests",
        ),
        (
            "sqlite3.OperationalError: database is locked",
            "unable to open",
        ),
        ("foo.bar.TimeoutError", "asyncio"),
    ] {
        let found = index.search(query);
        let is_it =
            |hit: &Hit| hit.kind == Kind::Error && reference.errors[hit.at].title.contains(never);
        assert!(
            found.share == Share::Some || !found.hits.iter().any(is_it),
            "{query}: {:?}",
            found.hits
        );
    }
}

#[test]
fn a_very_long_word_is_like_nothing() {
    let (_, index) = index();
    assert!(index.nearest(&"a".repeat(200_000)).hits.is_empty());
}
