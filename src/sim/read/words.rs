//! What is wrong with a value, in the words of a file instead of those of a program.

/// Kinds of value as the reader's library names them, and in the words of a file.
const KINDS: [(&str, &str); 12] = [
    ("f64", "a number"),
    ("u16", "a whole number from 0 to 65535"),
    ("u32", "a whole number from 0 to 4294967295"),
    ("u64", "a whole number of 0 or more"),
    ("a string", "text"),
    ("a boolean", "true or false"),
    ("a sequence", "a list"),
    ("sequence", "a list"),
    ("a map", "a table"),
    ("map", "a table"),
    ("unit value", "nothing"),
    ("null", "nothing"),
];

/// A message of the library, about this field if it is known.
pub fn of(message: &str, field: Option<&str>) -> String {
    // A message of several lines is one.
    let message: Vec<&str> = message.lines().map(str::trim).collect();
    let message = message.join("; ");
    let about = |says: String| match field {
        Some(field) => format!("`{field}` {says}"),
        None => says,
    };
    let wrong = message.strip_prefix("invalid type: ");
    let wrong = wrong.or_else(|| message.strip_prefix("invalid value: "));
    if let Some((is, expected)) = wrong.and_then(|it| it.rsplit_once(", expected ")) {
        return about(format!("must be {}, is {}", kind(expected), value(is)));
    }
    if let Some((is, choices)) = unknown(&message) {
        return about(format!("must be {choices}, is {is}"));
    }
    if let Some(rest) = message.strip_prefix("invalid length ")
        && let Some((is, expected)) = rest.split_once(", expected ")
    {
        let length = expected.rsplit(' ').next().unwrap_or(expected);
        return about(format!("must be a list of {length}, has {is}"));
    }
    if message.starts_with("wanted exactly 1 element") {
        return about("must be a table with exactly one name in it".to_owned());
    }
    if message == "wanted string or table" {
        return about("must be text or a table".to_owned());
    }
    match (message.strip_prefix("missing field "), field) {
        (Some(missing), Some(_)) => about(format!("needs {missing}")),
        _ => message,
    }
}

/// What is not known of a few names, and which they are: `one of a, b or c`.
fn unknown(message: &str) -> Option<(&str, String)> {
    let (is, choices) = message
        .strip_prefix("unknown variant ")?
        .split_once(", expected ")?;
    let is = is.trim_matches('`');
    let choices = choices.strip_prefix("one of ").unwrap_or(choices);
    let choices: Vec<&str> = choices
        .split(", ")
        .flat_map(|it| it.split(" or "))
        .collect();
    let (last, others) = choices.split_last()?;
    let choices = match others {
        [] => (*last).to_owned(),
        _ => format!("{} or {last}", others.join(", ")),
    };
    Some((is, choices))
}

fn kind(expected: &str) -> &str {
    let known = KINDS.iter().find(|(name, _)| *name == expected);
    match known {
        Some((_, words)) => words,
        None if expected.starts_with("struct") || expected.starts_with("newtype") => "a table",
        None if expected.starts_with("tuple") => "a list",
        None => expected,
    }
}

/// A value without what the library calls it: integer `-1`, string "fast".
fn value(is: &str) -> &str {
    let kinds = [
        "integer ",
        "floating point ",
        "boolean ",
        "string ",
        "character ",
    ];
    let bare = kinds.iter().find_map(|kind| is.strip_prefix(kind));
    let bare = bare.map(|it| it.trim_end_matches(" as i128").trim_end_matches(" as u128"));
    bare.map_or_else(|| kind(is), |it| it.trim_matches('`'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_said_as_it_is_written() {
        for (message, words) in [
            (
                "invalid type: string \"fast\", expected f64",
                "`rate` must be a number, is \"fast\"",
            ),
            (
                "invalid value: integer `-1`, expected u32",
                "`rate` must be a whole number from 0 to 4294967295, is -1",
            ),
            (
                "invalid type: map, expected f64",
                "`rate` must be a number, is a table",
            ),
            (
                "invalid type: null, expected struct Service",
                "`rate` must be a table, is nothing",
            ),
            ("unknown field `rat`", "unknown field `rat`"),
            (
                "unknown variant `fast`, expected one of `a`, `b`, `c`",
                "`rate` must be `a`, `b` or `c`, is fast",
            ),
            (
                "unknown variant `fast`, expected `a` or `b`",
                "`rate` must be `a` or `b`, is fast",
            ),
            (
                "invalid length 2, expected an array of length 3",
                "`rate` must be a list of 3, has 2",
            ),
            (
                "wanted exactly 1 element, more than 1 element",
                "`rate` must be a table with exactly one name in it",
            ),
            ("wanted string or table", "`rate` must be text or a table"),
            ("missing field `mean`", "`rate` needs `mean`"),
            ("one line\n  and another", "one line; and another"),
        ] {
            assert_eq!(of(message, Some("rate")), words);
        }
    }
}
