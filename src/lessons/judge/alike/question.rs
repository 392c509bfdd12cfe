//! Whether two texts are one question to a database.

/// How the question of one text is to that of another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Asks {
    /// Spaces, capitals and the way in which values are left open do not matter, nor whether the least is
    /// asked for by `min` or is the first in order.
    TheSame,
    /// The rows among which the other finds the least.
    ForAll,
    /// Something else, as far as it is understood.
    Otherwise,
    /// At least one of them is no question.
    Nothing,
}

/// What one text asks beside another.
pub(super) fn asks(own: &str, mine: &str) -> Asks {
    let (Some(own), Some(mine)) = (question(own), question(mine)) else {
        return Asks::Nothing;
    };
    let own = least_first(&own).unwrap_or(own);
    let mine = least_first(&mine).unwrap_or(mine);
    match () {
        () if own == mine => Asks::TheSame,
        () if own.contains("min(") && own.replace("min(", "").replace(')', "") == mine => {
            Asks::ForAll
        }
        () => Asks::Otherwise,
    }
}

/// A text as a question: its words, with one space between them.
fn question(text: &str) -> Option<String> {
    // Line breaks may be written as `\n`.
    let text = &text.replace("\\n", " ");
    let words: Vec<String> = text
        .split_whitespace()
        .map(str::to_ascii_lowercase)
        .collect();
    let verbs = ["select", "insert", "update", "delete", "with"];
    // Capitals inside of quotes do matter.
    if words.len() < 3 || !verbs.contains(&words[0].as_str()) || text.contains(['\'', '"']) {
        return None;
    }
    let text = words.join(" ");
    let mut out = String::new();
    let mut rest = text.trim_end_matches([';', ' ']);
    while let Some(at) = rest.find(['%', '?', ':']) {
        out.push_str(&rest[..at]);
        out.push('?');
        let after = rest[at + 1..].trim_start_matches('(');
        let is_end = |c: char| !c.is_alphanumeric() && c != '_';
        rest = after[after.find(is_end).unwrap_or(after.len())..].trim_start_matches(")s");
    }
    out.push_str(rest);
    for (spaced, mark) in [
        (" (", "("),
        ("( ", "("),
        (" )", ")"),
        (" ,", ","),
        (", ", ","),
    ] {
        out = out.replace(spaced, mark);
    }
    Some(out.replace(" asc limit", " limit"))
}

/// `select a, b from t order by b limit 1` asks for the least of `b`.
fn least_first(question: &str) -> Option<String> {
    let (rest, column) = question
        .strip_suffix(" limit 1")?
        .split_once(" order by ")?;
    let (columns, from) = rest.strip_prefix("select ")?.split_once(" from ")?;
    let place = columns.split(',').position(|each| each == column)?;
    let each = columns
        .split(',')
        .enumerate()
        .map(|(at, each)| match at == place {
            true => format!("min({each})"),
            false => each.to_owned(),
        });
    let columns: Vec<String> = each.collect();
    Some(format!("select {} from {from}", columns.join(",")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn questions_are_compared_as_a_database_reads_them() {
        let least = "select bed, min(celsius) from readings";
        for (own, mine, expected) in [
            (
                least,
                "SELECT bed,  MIN( celsius )\n FROM readings;",
                Asks::TheSame,
            ),
            (
                least,
                "select bed, celsius from readings order by celsius limit 1",
                Asks::TheSame,
            ),
            (
                least,
                "select bed, celsius from readings order by celsius asc limit 1",
                Asks::TheSame,
            ),
            (
                least,
                "select bed, celsius from readings order by celsius desc limit 1",
                Asks::Otherwise,
            ),
            (
                least,
                "select bed, celsius from readings order by bed limit 1",
                Asks::Otherwise,
            ),
            (least, "select bed, celsius from readings", Asks::ForAll),
            (
                least,
                "select bed, max(celsius) from readings",
                Asks::Otherwise,
            ),
            (
                least,
                "select min(celsius), bed from readings",
                Asks::Otherwise,
            ),
            (
                "insert into seats values (%s)",
                "insert into seats values (%(seat)s)",
                Asks::TheSame,
            ),
            (
                "insert into seats values (?)",
                "insert into seats values ( :seat )",
                Asks::TheSame,
            ),
            (
                "insert into seats values (%s)",
                "insert into beds values (%s)",
                Asks::Otherwise,
            ),
            ("invoices.csv", "receipts.csv", Asks::Nothing),
        ] {
            assert_eq!(asks(own, mine), expected, "{own} / {mine}");
        }
    }
}
