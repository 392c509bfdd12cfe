//! Whether the programs of a lesson that are no Python can be compiled, by the compilers that are at hand, and
//! print the `text` that follows them.

use super::{otherwise, run_python, said};
use leaklab::lessons::Problem;
use leaklab::literate::{self, Snippet};
use std::fs;
use std::io;
use std::path::Path;
use std::process::{Command, Stdio};

/// A language by the word of its fence, the name of a file of it, its compiler and what that is told, and how
/// what it makes is run; a word `NAME` is the file's without its end.
struct Language {
    word: &'static str,
    file: &'static str,
    compiler: &'static str,
    options: &'static [&'static str],
    run: &'static [&'static str],
}

const LANGUAGES: [Language; 3] = [
    Language {
        word: "rust",
        file: "program.rs",
        compiler: "rustc",
        options: &["--edition=2024", "--cap-lints=allow", "-o", "program"],
        run: &["./program"],
    },
    Language {
        word: "cpp",
        file: "program.cpp",
        compiler: "c++",
        options: &["-std=c++17", "-o", "program"],
        run: &["./program"],
    },
    Language {
        word: "java",
        file: "Program.java",
        compiler: "javac",
        options: &["-d", "."],
        run: &["java", "-cp", ".", "NAME"],
    },
];

/// What does not compile, or prints something else.
pub fn problems(text: &str, pythons: &[String]) -> io::Result<Vec<Problem>> {
    let snippets = literate::snippets(text);
    let setup: Vec<&Snippet> = snippets.iter().filter(|it| it.has("setup")).collect();
    let mut problems = Vec::new();
    for (at, snippet) in snippets.iter().enumerate() {
        let word = snippet.info.first().map(String::as_str);
        let language = LANGUAGES.iter().find(|it| word == Some(it.word));
        let Some(language) = language.filter(|it| is_at_hand(it.compiler)) else {
            continue;
        };
        // The set-up is Python's, whatever the program is.
        let folder = tempfile::tempdir()?;
        if let (Some(python), false) = (pythons.first(), setup.is_empty()) {
            run_python(&setup, python, folder.path())?;
        }
        let next = snippets.get(at + 1).filter(|next| next.has("text"));
        problems.extend(compiled(language, snippet, next, folder.path())?);
    }
    Ok(problems)
}

fn is_at_hand(compiler: &str) -> bool {
    let version = Command::new(compiler).arg("--version").output();
    version.is_ok_and(|it| it.status.success())
}

/// What is wrong with a program: that the compiler refuses it, or that it prints something else than what is
/// shown.
fn compiled(
    language: &Language,
    snippet: &Snippet,
    shown: Option<&Snippet>,
    folder: &Path,
) -> io::Result<Option<Problem>> {
    // A class of Java that is run has to be named, and a public one has to be in a file of its name.
    let class = snippet.code.split_once("class ");
    let name = class.and_then(|(_, rest)| rest.split_whitespace().next());
    let file = match name {
        Some(name) if language.word == "java" => format!("{name}.java"),
        _ => language.file.to_owned(),
    };
    fs::write(folder.join(&file), &snippet.code)?;
    let done = Command::new(language.compiler)
        .args(language.options)
        .arg(&file)
        .current_dir(folder)
        .stdin(Stdio::null())
        .output()?;
    if !done.status.success() {
        let errors = String::from_utf8_lossy(&done.stderr);
        let message = format!(
            "`{}` refuses this:\n{}",
            language.compiler,
            errors.trim_end()
        );
        let line = snippet.line;
        return Ok(Some(Problem { line, message }));
    }
    let (Some(shown), Some((program, arguments))) = (shown, language.run.split_first()) else {
        return Ok(None);
    };
    let stem = file.split('.').next().unwrap_or_default();
    let arguments = arguments
        .iter()
        .map(|it| if *it == "NAME" { stem } else { it });
    let printed = said(Command::new(program).args(arguments).current_dir(folder))?;
    let agrees = literate::agrees(&shown.code, &printed);
    Ok((!agrees).then(|| otherwise(snippet.line, &shown.code, language.word, &printed)))
}
