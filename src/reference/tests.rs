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
