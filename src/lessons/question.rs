//! What a step asks, as data: options to mark, a number to say, a line to draw; and what is said to an answer.

use serde::{Deserialize, Serialize};

/// A variant of a step: a question about the same idea that stands alone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Again {
    /// What is to be known first, as HTML.
    pub body: String,
    /// How the question is answered.
    pub asking: Asking,
    /// The question; it reveals nothing but its reasons.
    pub question: Question,
}

/// What a question is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Asking {
    /// What will happen, before it is shown.
    Predict,
    /// What was shown, and why it is so.
    Quiz,
    /// All that it holds of: which ways out, which names.
    Trace,
    /// What a detector has found.
    Measure,
    /// Whether what was learned holds somewhere else.
    Transfer,
}

impl Asking {
    /// The word a lesson's file uses for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Predict => "predict",
            Self::Quiz => "quiz",
            Self::Trace => "trace",
            Self::Measure => "measure",
            Self::Transfer => "transfer",
        }
    }

    /// The question that a lesson's file asks with a word.
    pub fn of(word: &str) -> Option<Self> {
        const ALL: [Asking; 5] = [
            Asking::Predict,
            Asking::Quiz,
            Asking::Trace,
            Asking::Measure,
            Asking::Transfer,
        ];
        ALL.into_iter().find(|asking| asking.word() == word)
    }

    /// Whether an option is part of an answer, which is kept as [`Question::answer`] says.
    pub fn has(self, answer: Option<u32>, option: u32) -> bool {
        match self.takes_several() {
            true => answer.is_some_and(|all| all & 1_u32.wrapping_shl(option) != 0),
            false => answer == Some(option),
        }
    }

    /// What is marked once an option is: where several may be right, the same again takes the mark
    /// away.
    pub fn picked(self, before: Option<u32>, option: u32) -> Option<u32> {
        match self.takes_several() {
            true => Some(before.unwrap_or(0) ^ 1_u32.wrapping_shl(option)).filter(|it| *it > 0),
            false => Some(option),
        }
    }

    /// Whether several options may be right.
    pub fn takes_several(self) -> bool {
        self == Self::Trace
    }
}

/// A question with options, one of them right; of a [`Trace`](Asking::Trace) one or more.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Question {
    /// The question, as HTML.
    pub stem: String,
    /// At least two options.
    pub choices: Vec<Choice>,
    /// Shown once an answer is committed, as HTML; may be empty.
    pub reveal: String,
}

/// One option of a question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    /// What it says, as HTML.
    pub text: String,
    /// Why it is right or wrong, as HTML; shown after an answer.
    pub why: String,
    /// Whether it is the answer.
    pub right: Rightness,
}

/// Whether an option is the answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Rightness {
    /// The answer.
    Right,
    /// Not the answer.
    Wrong,
}

impl Question {
    /// The answer, as a learner's is kept: the index of the option, or where several may be right, a
    /// bit for each.
    pub fn answer(&self, asking: Asking) -> u32 {
        let right = self.choices.iter().zip(0_u32..);
        let mut right = right.filter(|(choice, _)| choice.right == Rightness::Right);
        match asking.takes_several() {
            true => right.fold(0, |all, (_, at)| all | 1_u32.wrapping_shl(at)),
            false => right.next().map_or(0, |(_, at)| at),
        }
    }
}

/// A number to be said before it is shown.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Estimate {
    /// The question, as HTML.
    pub stem: String,
    /// The number.
    pub right: f64,
    /// How far from it is still right.
    pub within: f64,
    /// What is counted, such as `files`.
    pub unit: String,
    /// Why it is so, in words with `code` between backticks, as all that is said to a number.
    pub why: String,
    /// Numbers that have a reason of their own.
    pub near: Vec<Near>,
    /// What is said to any other number.
    pub otherwise: String,
    /// Shown once a number is committed, as HTML; may be empty.
    pub reveal: String,
}

/// A number that a thinking person could say.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Near {
    /// The number.
    pub is: f64,
    /// Why it is not so.
    pub why: String,
}

impl Estimate {
    /// Whether a number is right.
    pub fn is_right(&self, said: f64) -> bool {
        (said - self.right).abs() <= self.within
    }

    /// What is said to a number.
    pub fn answer(&self, said: f64) -> &str {
        if self.is_right(said) {
            return &self.why;
        }
        let is_it = |near: &&Near| (said - near.is).abs() <= self.within;
        let near = self.near.iter().find(is_it);
        near.map_or(&self.otherwise, |near| &near.why)
    }
}

/// A line to be drawn before it is shown.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Sketch {
    /// The question, as HTML.
    pub stem: String,
    /// What is counted from left to right, such as `visits`.
    pub across: String,
    /// What is counted upwards, such as `open files`.
    pub up: String,
    /// Where the line has its points, from left to right.
    pub places: Vec<f64>,
    /// How high it is there, as the program has printed it.
    pub right: Vec<f64>,
    /// How high the plot is.
    pub most: f64,
    /// How far from it, on average, is still right: a share of the height.
    pub within: f64,
    /// Why it is so, in words with `code` between backticks, as all that is said to a line.
    pub why: String,
    /// Lines that have a reason of their own.
    pub near: Vec<NearLine>,
    /// What is said to any other line.
    pub otherwise: String,
    /// Shown once a line is committed, as HTML; may be empty.
    pub reveal: String,
}

/// Something that is done to a line while it is drawn.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Stroke {
    /// The pen has come to a point, at this height; perhaps from another, with everything between them.
    To {
        /// The point where it was before.
        from: Option<usize>,
        /// The point where it is.
        to: usize,
        /// How high.
        height: f64,
    },
    /// A point is moved up, or down, by so much.
    Move(usize, f64),
    /// Everything is wiped out.
    Wipe,
}

/// A line that a thinking person could draw.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NearLine {
    /// How high it is at each place.
    pub is: Vec<f64>,
    /// Why it is not so.
    pub why: String,
}

impl Sketch {
    /// Whether a line is right.
    pub fn is_right(&self, drawn: &[f64]) -> bool {
        self.distance(&self.right, drawn) <= self.within
    }

    /// What is said to a line.
    pub fn answer(&self, drawn: &[f64]) -> &str {
        if self.is_right(drawn) {
            return &self.why;
        }
        let far = |near: &&NearLine| self.distance(&near.is, drawn);
        let near = self.near.iter().min_by(|a, b| far(a).total_cmp(&far(b)));
        let near = near.filter(|near| far(near) <= self.within);
        near.map_or(&self.otherwise, |near| &near.why)
    }

    /// A line after a stroke; points that are not drawn yet are nothing.
    pub fn after(&self, line: &[Option<f64>], stroke: Stroke) -> Vec<Option<f64>> {
        let mut drawn = line.to_vec();
        drawn.resize(self.places.len(), None);
        let now = |at: usize| drawn.get(at).copied().flatten();
        let (from, to, begin, end) = match stroke {
            Stroke::Wipe => return vec![None; self.places.len()],
            Stroke::Move(at, by) => {
                let height = now(at).unwrap_or(0.0) + by;
                (at, at, height, height)
            }
            Stroke::To { from, to, height } => {
                let from = from.unwrap_or(to);
                let begin = now(from).filter(|_| from != to).unwrap_or(height);
                (from, to, begin, height)
            }
        };
        let (low, high) = (from.min(to), from.max(to));
        for (at, point) in drawn.iter_mut().enumerate().take(high + 1).skip(low) {
            #[allow(clippy::cast_precision_loss, reason = "a few points")]
            let share = match from == to {
                true => 1.0,
                false => at.abs_diff(from) as f64 / from.abs_diff(to) as f64,
            };
            *point = Some(self.tidy(begin + (end - begin) * share));
        }
        drawn
    }

    /// The heights that have a number: whole steps of 1, 2 or 5, or ten times, a hundred times that, and five
    /// of them at most; finer ones only where the plot is no higher than 1.
    pub fn levels(&self) -> Vec<f64> {
        const STEPS: f64 = 5.0;
        // No rounding makes a step too small for the plot that it divides.
        const NEARLY: f64 = 1.0 + 1e-9;
        let least = self.most / STEPS;
        let power = 10_f64.powf(least.log10().floor());
        let nice = [1.0, 2.0, 5.0, 10.0].map(|it| it * power);
        let step = nice.into_iter().find(|step| step * NEARLY >= least);
        let step = step
            .unwrap_or(least)
            .max(if self.most > 1.0 { 1.0 } else { 0.0 });
        let levels = (0..=5_u32).map(|at| f64::from(at) * step);
        levels
            .take_while(|level| *level <= self.most * NEARLY)
            .collect()
    }

    /// A height within the plot, and no finer than a hand draws: whole where the plot is higher than 20.
    fn tidy(&self, height: f64) -> f64 {
        let parts = if self.most >= 20.0 { 1.0 } else { 100.0 };
        ((height * parts).round() / parts).clamp(0.0, self.most)
    }

    /// How far two lines are apart on average, as a share of the plot's height.
    fn distance(&self, one: &[f64], other: &[f64]) -> f64 {
        if one.len() != other.len() || one.is_empty() {
            return f64::INFINITY;
        }
        let apart = one.iter().zip(other).map(|(a, b)| (a - b).abs());
        #[allow(clippy::cast_precision_loss, reason = "a few points")]
        let points = one.len() as f64;
        apart.sum::<f64>() / points / self.most
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sketch() -> Sketch {
        Sketch {
            places: vec![0.0, 10.0, 20.0, 30.0, 40.0],
            right: vec![0.0, 10.0, 20.0, 30.0, 40.0],
            most: 50.0,
            within: 0.1,
            ..Sketch::default()
        }
    }

    #[test]
    fn what_the_pen_has_skipped_lies_between() {
        let to = |from, to, height| Stroke::To { from, to, height };
        let line = sketch().after(&[], to(None, 0, 0.0));
        let line = sketch().after(&line, to(Some(0), 4, 8.0));
        assert_eq!(line, [0.0, 2.0, 4.0, 6.0, 8.0].map(Some));
        let back = sketch().after(&line, to(Some(4), 2, 0.0));
        assert_eq!(back, [0.0, 2.0, 0.0, 4.0, 8.0].map(Some));
        let far = sketch().after(&back, to(Some(2), 3, 900.0));
        assert_eq!(far[3], Some(50.0), "it stays within the plot");
    }

    #[test]
    fn heights_have_numbers_that_are_read_at_a_glance() {
        for (most, wanted) in [
            (25.0, &[0.0, 5.0, 10.0, 15.0, 20.0, 25.0][..]),
            (15.0, &[0.0, 5.0, 10.0, 15.0]),
            (10.0, &[0.0, 2.0, 4.0, 6.0, 8.0, 10.0]),
            (3.0, &[0.0, 1.0, 2.0, 3.0]),
            (120.0, &[0.0, 50.0, 100.0]),
            (20_000.0, &[0.0, 5_000.0, 10_000.0, 15_000.0, 20_000.0]),
            (0.5, &[0.0, 0.1, 0.2, 0.3, 0.4, 0.5]),
        ] {
            let sketch = Sketch {
                most,
                ..Sketch::default()
            };
            let levels = sketch.levels();
            assert_eq!(levels.len(), wanted.len(), "{levels:?}");
            for (level, wanted) in levels.iter().zip(wanted) {
                assert!((level - wanted).abs() < 1e-9, "{levels:?}");
            }
        }
    }

    #[test]
    fn points_are_moved_one_by_one_and_wiped_together() {
        let line = sketch().after(&[], Stroke::Move(1, 2.6));
        assert_eq!(line, [None, Some(3.0), None, None, None]);
        let line = sketch().after(&line, Stroke::Move(1, -9.0));
        assert_eq!(line[1], Some(0.0));
        assert_eq!(sketch().after(&line, Stroke::Move(77, 1.0)), line);
        assert_eq!(sketch().after(&line, Stroke::Wipe), [None; 5]);
    }

    #[test]
    fn a_line_is_right_when_it_is_near_on_average() {
        assert!(sketch().is_right(&[5.0, 10.0, 25.0, 30.0, 45.0]));
        assert!(!sketch().is_right(&[0.0; 5]));
        assert!(!sketch().is_right(&[0.0, 10.0]));
    }
}
