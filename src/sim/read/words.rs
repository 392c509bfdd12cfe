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
    let wrong = message.strip_prefix("invalid type: ");
    let wrong = wrong.or_else(|| message.strip_prefix("invalid value: "));
    let Some((is, expected)) = wrong.and_then(|it| it.rsplit_once(", expected ")) else {
        return message;
    };
    let subject = match field {
        Some(field) => format!("`{field}` "),
        None => String::new(),
    };
    format!("{subject}must be {}, is {}", kind(expected), value(is))
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
            ("one line\n  and another", "one line; and another"),
        ] {
            assert_eq!(of(message, Some("rate")), words);
        }
    }
}
