//! How a lesson is written: what a reader should not have to put up with.

use crate::lessons::blocks::problem;
use crate::lessons::{Choice, Lesson, Problem, Question, Rightness, StepKind};
use crate::literate;

/// Words that help nobody, or that tell a reader how hard something is for them.
const BANNED: [&str; 9] = [
    "foo",
    "bar",
    "baz",
    "simply",
    "obviously",
    "trivially",
    "easy",
    "easily",
    "clearly",
];
/// How many steps a lesson has, and minutes.
const STEPS: (usize, usize) = (4, 10);
const MINUTES: (u32, u32) = (1, 20);
/// The longest hint, in words; the shortest reason, in characters.
const HINT: usize = 160;
const WHY: usize = 40;
/// The highest grade of reading (Flesch and Kincaid) of a lesson's prose.
const GRADE: f64 = 9.0;

/// What is wrong with how it is written.
pub(super) fn lesson(text: &str, lesson: &Lesson) -> Vec<Problem> {
    let mut problems = shape(lesson);
    for (line, prose) in prose(text) {
        let words = prose.split(|c: char| !c.is_alphanumeric());
        for word in words.filter(|word| BANNED.iter().any(|it| it.eq_ignore_ascii_case(word))) {
            problems.push(problem(line, format!("the word `{word}` helps nobody")));
        }
    }
    let all: Vec<String> = prose(text).map(|(_, line)| line).collect();
    let grade = grade(&all.join("\n"));
    if grade > GRADE {
        let message =
            format!("reads like grade {grade:.1}: at most {GRADE}; shorter sentences help");
        problems.push(problem(1, message));
    }
    for step in &lesson.steps {
        let wrong = match &step.kind {
            StepKind::Ask(_, it) => question(it),
            StepKind::Estimate(it) => {
                let near = it.near.iter().map(|near| &near.why);
                answers(near.chain([&it.why, &it.otherwise]))
            }
            StepKind::Sketch(it) => {
                let near = it.near.iter().map(|near| &near.why);
                answers(near.chain([&it.why, &it.otherwise]))
            }
            kind => kind.exercise().map_or_else(Vec::new, |it| hints(&it.hints)),
        };
        let again = step.again.iter().flat_map(|it| question(&it.question));
        let wrong = wrong.into_iter().chain(again);
        problems.extend(wrong.map(|it| problem(step.line, it)));
    }
    problems
}

/// How many steps there are, of which kind, and in which order.
fn shape(lesson: &Lesson) -> Vec<Problem> {
    let mut problems = Vec::new();
    let steps = lesson.steps.len();
    if !(STEPS.0..=STEPS.1).contains(&steps) {
        let (few, many) = STEPS;
        problems.push(problem(
            1,
            format!("{steps} steps: between {few} and {many}"),
        ));
    }
    let minutes = lesson.front.minutes;
    if !(MINUTES.0..=MINUTES.1).contains(&minutes) {
        let (few, many) = MINUTES;
        problems.push(problem(
            2,
            format!("{minutes} minutes: between {few} and {many}"),
        ));
    }
    let predicts = lesson
        .steps
        .iter()
        .position(|step| step.kind.is_prediction());
    let repairs = lesson
        .steps
        .iter()
        .position(|step| step.kind.word() == "fix");
    match (predicts, repairs) {
        (None, _) => problems.push(problem(1, "nothing is predicted")),
        (Some(predicts), Some(repairs)) if repairs < predicts => {
            let line = lesson.steps[repairs].line;
            problems.push(problem(line, "a repair comes before the first prediction"));
        }
        _ => {}
    }
    problems
}

fn question(question: &Question) -> Vec<String> {
    let mut wrong = Vec::new();
    let stem = question.stem.to_lowercase();
    for negation in [" not true", " false?", " incorrect", " except?"] {
        if stem.contains(negation) {
            wrong.push("the question asks for what is not so".to_owned());
        }
    }
    for choice in &question.choices {
        if choice.text.to_lowercase().contains("of the above") {
            wrong.push("an option points at other options".to_owned());
        }
        wrong.extend(reason(&choice.why));
    }
    // Nobody should be able to pick the longest option and be right.
    let length = |choice: &&Choice| choice.text.len();
    let longest = question.choices.iter().max_by_key(length);
    let shortest = question.choices.iter().map(|it| it.text.len()).min();
    if let (Some(longest), Some(shortest)) = (longest, shortest)
        && longest.right == Rightness::Right
        && shortest * 3 < longest.text.len()
    {
        wrong.push("the right option can be told by its length".to_owned());
    }
    wrong
}

fn reason(why: &str) -> Option<String> {
    let is_short = why.len() < WHY;
    is_short.then(|| "a `why` of a few words explains nothing".to_owned())
}

/// What is said to numbers and to lines. Whoever has said another one reads why the right one is right, so
/// it agrees with nobody.
fn answers<'w>(whys: impl Iterator<Item = &'w String>) -> Vec<String> {
    let agrees = |why: &str| why.split(|c: char| !c.is_alphabetic()).next() == Some("Yes");
    let each = whys.flat_map(|why| {
        let agreed = agrees(why)
            .then(|| "a `why` says `Yes` to those who said something else, too".to_owned());
        reason(why).into_iter().chain(agreed)
    });
    each.collect()
}

fn hints(hints: &[String]) -> Vec<String> {
    let words = hints.iter().map(|hint| hint.split_whitespace().count());
    let long = words.filter(|words| *words > HINT);
    long.map(|words| format!("a hint of {words} words: at most {HINT}"))
        .collect()
}

/// The lines of a lesson's file that are read, and where they stand.
fn prose(text: &str) -> impl Iterator<Item = (u32, String)> {
    let text = literate::plain(text);
    let (mut is_code, mut is_head) = (false, false);
    let lines: Vec<(u32, String)> = (1..)
        .zip(text.lines())
        .filter_map(|(number, line)| {
            let (fence, edge) = (line.trim_start().starts_with("```"), line == "+++");
            is_code ^= fence;
            is_head ^= edge;
            let is_read = !(fence || edge || is_code || is_head);
            is_read.then(|| (number, without_code(line)))
        })
        .collect();
    lines.into_iter()
}

/// A line without what stands between backticks, in braces and at addresses.
fn without_code(line: &str) -> String {
    let parts = line.split('`').enumerate();
    let said: Vec<&str> = parts
        .map(|(at, part)| if at % 2 == 0 { part } else { "it" })
        .collect();
    let said = said.concat();
    match (said.starts_with('#'), said.split_once('{')) {
        (true, Some((title, _))) => title.to_owned(),
        _ => said,
    }
}

/// The grade of reading by Flesch and Kincaid (Kincaid et al. 1975): `0.39` times words for each sentence,
/// and `11.8` times syllables for each word, less `15.59`. Syllables are counted as groups of vowels.
fn grade(prose: &str) -> f64 {
    let words: Vec<&str> = prose
        .split(|c: char| !(c.is_alphabetic() || c == '\''))
        .filter(|word| !word.is_empty())
        .collect();
    let ends = prose.matches(['.', '!', '?', ':']).count() + prose.matches("\n\n").count();
    let syllables: usize = words.iter().map(|word| syllables(word)).sum();
    let (sentences, count) = (ends.max(1) as f64, words.len().max(1) as f64);
    0.39 * count / sentences + 11.8 * syllables as f64 / count - 15.59
}

fn syllables(word: &str) -> usize {
    let word = word.to_lowercase();
    let is_vowel = |c: char| "aeiouy".contains(c);
    let mut groups = 0;
    let mut last = false;
    for c in word.chars() {
        groups += usize::from(is_vowel(c) && !last);
        last = is_vowel(c);
    }
    let is_silent = word.ends_with('e') && !word.ends_with("le") && groups > 1;
    (groups - usize::from(is_silent)).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_words_in_long_sentences_are_hard_to_read() {
        let plain = "The file is open. Nobody closes it. It stays open until the end.";
        let hard = "Notwithstanding considerable implementation heterogeneity, deterministic finalization \
                    characteristically necessitates unconditional invocation of corresponding procedures.";
        assert!(grade(plain) < 5.0, "{}", grade(plain));
        assert!(grade(hard) > 20.0, "{}", grade(hard));
    }

    #[test]
    fn code_and_heads_are_no_prose() {
        let text =
            "+++\ntitle = \"foo\"\n+++\nOne `foo`.\n\n## Two {#foo .read}\n\n```python\nbar\n```\n";
        let read: Vec<(u32, String)> = prose(text).filter(|(_, line)| !line.is_empty()).collect();
        assert_eq!(read, [(4, "One it.".to_owned()), (6, "## Two ".to_owned())]);
    }
}
