//! Strings as JSON and `repr` write them.

use crate::edits::Replacement;
use crate::text::Range;

/// The inside of a string that begins with a quote; it may lack its end.
pub(super) fn string(text: &str, quote: usize) -> Range {
    let bytes = text.as_bytes();
    let mut at = quote + 1;
    while at < bytes.len() && bytes[at] != bytes[quote] {
        at += 1 + usize::from(bytes[at] == b'\\');
    }
    Range::new(quote as u32 + 1, at.min(bytes.len()) as u32)
}

/// What is left out where only the insides of some strings are read, each with what comes before it.
pub(super) fn all_but(text: &str, kept: &[(Range, &str)]) -> Vec<Replacement> {
    let (mut cuts, mut at) = (Vec::new(), 0);
    for (inside, before) in kept {
        cuts.push(Replacement {
            range: Range::new(at, inside.start),
            text: (*before).to_owned(),
        });
        cuts.extend(escapes(text, *inside));
        at = inside.end;
    }
    if at > 0 {
        cuts.push(Replacement {
            range: Range::new(at, text.len() as u32),
            text: "\n".to_owned(),
        });
    }
    cuts
}

/// What stands for something else in the inside of a string, with what that is.
pub(super) fn escapes(text: &str, inside: Range) -> Vec<Replacement> {
    let bytes = inside.of(text).as_bytes();
    let mut found = Vec::new();
    let mut at = 0;
    while at + 1 < bytes.len() {
        if bytes[at] != b'\\' {
            at += 1;
            continue;
        }
        let (text, length) = match bytes[at + 1] {
            b'n' => ("\n".to_owned(), 2),
            b't' => ("\t".to_owned(), 2),
            b'r' | b'b' | b'f' => (String::new(), 2),
            b'u' => unicode(&bytes[at..]),
            other => (char::from(other).to_string(), 2),
        };
        let start = inside.start + at as u32;
        found.push(Replacement {
            range: Range::new(start, start + length as u32),
            text,
        });
        at += length;
    }
    found
}

/// `\u00e4`, and pairs of these.
fn unicode(bytes: &[u8]) -> (String, usize) {
    let unit = |at: usize| {
        let digits = bytes.get(at..at + 6).filter(|it| it.starts_with(b"\\u"))?;
        let digits = std::str::from_utf8(&digits[2..]).ok()?;
        u16::from_str_radix(digits, 16).ok()
    };
    match (unit(0), unit(6)) {
        (Some(first @ 0xd800..=0xdbff), Some(second)) => {
            (String::from_utf16_lossy(&[first, second]), 12)
        }
        (Some(unit), _) => (String::from_utf16_lossy(&[unit]), 6),
        // It is no JSON: the sign is left out.
        (None, _) => (String::new(), 1),
    }
}
