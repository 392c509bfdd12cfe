//! Texts that are packed, and texts that are not what was packed.

use super::*;

/// Python of 3000 bytes, as people write it.
fn python() -> &'static str {
    let text = include_str!("../../tests/sim/theory.py");
    let end = text.char_indices().map(|(at, _)| at).find(|at| *at >= 3000);
    &text[..end.unwrap_or(text.len())]
}

#[test]
fn every_text_comes_back() {
    let long = "for line in open('orders'):\n    print(line)\n".repeat(5_000);
    let noise: String = (0..40_000_u32)
        .map(|at| char::from_u32(0x4e00 + at.wrapping_mul(2_654_435_761) % 20_000).unwrap_or('x'))
        .collect();
    for text in ["", "a", "ä\u{0}\u{feff}🐍", WORDS, python(), &long, &noise] {
        let packed = pack(text);
        assert!(
            packed
                .bytes()
                .all(|it| it.is_ascii_alphanumeric() || b"-_".contains(&it))
        );
        assert_eq!(unpack(&packed).as_deref(), Ok(text));
    }
}

#[test]
fn it_is_short() {
    assert!(pack(python()).len() < 1900, "{}", pack(python()).len());
    let little = r#"{"seed":8}"#;
    assert!(pack(little).len() < 24, "{}", pack(little));
}

#[test]
fn a_text_that_was_cut_or_changed_is_never_taken_for_another() {
    let packed = pack(python());
    for end in 0..packed.len() {
        assert!(unpack(&packed[..end]).is_err(), "cut at {end}");
    }
    let letters: Vec<char> = packed.chars().collect();
    for at in 0..letters.len() {
        let mut other = letters.clone();
        other[at] = if other[at] == 'A' { 'B' } else { 'A' };
        let other: String = other.iter().collect();
        assert!(unpack(&other).is_err(), "changed at {at}");
    }
    assert_eq!(unpack(&format!("{packed}AAAA")), Err(Broken::Damaged));
}

#[test]
fn each_fault_has_its_words() {
    let faults = [
        ("", Broken::Empty),
        ("9abc", Broken::Format),
        ("ä", Broken::Format),
        ("1ab%20", Broken::Letter('%')),
        ("1a", Broken::Cut),
        ("1AAAA", Broken::Cut),
    ];
    for (packed, fault) in faults {
        assert_eq!(unpack(packed), Err(fault), "{packed}");
        assert!(fault.to_string().len() > 10);
    }
}

#[test]
fn a_bomb_is_refused_before_it_fills_the_memory() {
    let bomb = pack(&"a".repeat(LARGEST + 1));
    assert!(bomb.len() < 3_000);
    assert_eq!(unpack(&bomb), Err(Broken::TooLong));
    assert!(unpack(&pack(&"a".repeat(LARGEST))).is_ok());
    assert_eq!(
        unpack(&format!("1{}", "A".repeat(LONGEST + 1))),
        Err(Broken::TooLong)
    );
}
