use super::*;
use crate::rules::RULES;
use std::collections::BTreeSet;

#[test]
fn every_rule_has_both_examples() {
    let reference = reference();
    assert_eq!(reference.rules.len(), RULES.len());
    for rule in &reference.rules {
        assert!(
            !rule.leaky.is_empty() && !rule.clean.is_empty(),
            "{}",
            rule.id
        );
        assert!(!rule.leaky.contains("# error"), "{}", rule.id);
        assert!(
            !rule.text.contains("<pre"),
            "{}: an example outside its section",
            rule.id
        );
    }
}

#[test]
fn every_error_of_the_catalogue_is_explained() {
    let reference = reference();
    for resource in &reference.resources {
        assert!(
            !resource.error.is_empty(),
            "{} ends in {}",
            resource.id,
            resource.ends_in
        );
    }
    for error in &reference.errors {
        assert!(
            !error.from.is_empty(),
            "no resource ends in {}",
            error.title
        );
    }
}

#[test]
fn every_leak_class_of_the_catalogue_is_a_word() {
    let reference = reference();
    for resource in &reference.resources {
        let title = format!("Leak class {}", resource.leak_class);
        assert!(
            reference.words.iter().any(|word| word.title == title),
            "{title}"
        );
    }
}

#[test]
fn addresses_are_unique() {
    let Reference {
        rules,
        resources,
        errors,
        words,
    } = reference();
    let ids: Vec<String> = (rules.into_iter().map(|each| each.id))
        .chain(resources.into_iter().map(|each| each.id))
        .chain(errors.into_iter().map(|each| each.id))
        .chain(words.into_iter().map(|each| each.id))
        .collect();
    assert_eq!(
        ids.iter().collect::<BTreeSet<_>>().len(),
        ids.len(),
        "{ids:?}"
    );
}

#[test]
fn from_everything_there_is_a_way_to_a_lesson() {
    use super::taught::{Nearness, error, resource, rule, word};
    use crate::lessons::course::course;
    let (reference, course) = (reference(), course());
    for it in &reference.rules {
        let taught = rule(&course, &it.id);
        assert_eq!(taught.nearness, Nearness::Itself, "lessons on {}", it.id);
    }
    let resources = reference.resources.iter();
    let resources = resources.map(|it| (&it.id, resource(&course, &reference, it)));
    let errors = reference
        .errors
        .iter()
        .map(|it| (&it.id, error(&course, &reference, it)));
    let (mut near, mut far) = (0, Vec::new());
    let words = reference.words.iter();
    let words = words.map(|it| (&it.id, word(&course, &it.title)));
    for (id, taught) in resources.chain(errors).chain(words) {
        assert!(!taught.lessons.is_empty(), "no way from {id}");
        match taught.nearness {
            Nearness::Itself | Nearness::Alike => near += 1,
            Nearness::Idea => far.push(id),
        }
    }
    assert!(
        far.len() * 10 < near,
        "{near} are taught, and of these the idea: {far:?}"
    );
}

#[test]
fn what_lessons_name_is_there() {
    use crate::lessons::course::course;
    let reference = reference();
    for entry in course() {
        for error in &entry.front.errors {
            let is_it = reference.errors.iter().any(|it| it.title == *error);
            assert!(is_it, "{}: no entry `{error}`", entry.id);
        }
        for word in &entry.front.words {
            let is_it = reference.words.iter().any(|it| it.title == *word);
            assert!(is_it, "{}: no word `{word}`", entry.id);
        }
        for kind in &entry.front.resources {
            let is_it = reference.resources.iter().any(|it| it.kind == *kind);
            assert!(is_it, "{}: no resource is a `{kind}`", entry.id);
        }
    }
}
