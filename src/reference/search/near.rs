//! How alike two words are, for searches with a slip of the finger.

/// From 0 to 1: 1 for the same word, less for the beginning of one, less still for one or two letters
/// that differ; 0 for different words.
pub(super) fn likeness(asked: &str, own: &str) -> f64 {
    if asked == own {
        return 1.0;
    }
    let (shorter, longer) = (asked.len().min(own.len()), asked.len().max(own.len()));
    if shorter >= 3 && (own.starts_with(asked) || asked.starts_with(own)) {
        return 0.8 * shorter as f64 / longer as f64;
    }
    let allowed = match shorter {
        0..=3 => return 0.0,
        4..=7 => 1,
        _ => 2,
    };
    // What is longer by more differs by more, whatever it is: a word may be very long.
    if longer - shorter > allowed {
        return 0.0;
    }
    match distance(asked, own) {
        far if far > allowed => 0.0,
        far => 0.7 - 0.2 * far as f64,
    }
}

/// Letters to put in, leave out, change or swap with their neighbour.
fn distance(one: &str, other: &str) -> usize {
    let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    let mut rows = vec![(0..=other.len()).collect::<Vec<usize>>()];
    for i in 0..one.len() {
        let mut row = vec![i + 1];
        for j in 0..other.len() {
            let change = usize::from(one[i] != other[j]);
            let mut least = (rows[i][j] + change)
                .min(rows[i][j + 1] + 1)
                .min(row[j] + 1);
            if i > 0 && j > 0 && one[i] == other[j - 1] && one[i - 1] == other[j] {
                least = least.min(rows[i - 1][j - 1] + 1);
            }
            row.push(least);
        }
        rows.push(row);
    }
    rows[one.len()][other.len()]
}
