//! When an idea that was missed is asked again.
//!
//! Days are counted from 1970-01-01 on the learner's calendar; whoever has a clock says which it is.

use serde::{Deserialize, Serialize};

/// Days from one asking to the next: a day after it was missed, and then, as long as it is remembered, after
/// three days, a week and a month. Spreading what is learned over days is among the best supported findings
/// about learning (Cepeda et al. 2006, <https://doi.org/10.1037/0033-2909.132.3.354>).
pub const GAPS: [u32; 4] = [1, 3, 7, 30];

/// The next time that a missed idea is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Review {
    /// The day from which on it is asked.
    pub due: u32,
    /// How often it was remembered since it was missed.
    pub recalled: u32,
}

impl Review {
    /// It was missed on this day.
    pub fn missed(today: u32) -> Self {
        Self {
            due: today.saturating_add(GAPS[0]),
            recalled: 0,
        }
    }

    /// It was remembered on this day; nothing comes after the last time.
    pub fn remembered(self, today: u32) -> Option<Self> {
        let recalled = self.recalled.saturating_add(1);
        let gap = GAPS.get(recalled as usize)?;
        Some(Self {
            due: today.saturating_add(*gap),
            recalled,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_remembered_comes_back_after_days_a_week_a_month_and_then_no_more() {
        let (mut day, mut days) = (100, Vec::new());
        let mut next = Some(Review::missed(day));
        while let Some(review) = next {
            days.push(review.due - day);
            day = review.due;
            next = review.remembered(day);
        }
        assert_eq!(days, [1, 3, 7, 30]);
    }

    #[test]
    fn what_is_asked_late_counts_from_that_day() {
        let late = Review::missed(100).remembered(150);
        assert_eq!(
            late,
            Some(Review {
                due: 153,
                recalled: 1
            })
        );
    }
}
