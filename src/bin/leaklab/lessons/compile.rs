//! Whether the programs of a lesson that are no Python can be compiled, by the compilers that are at hand.

use leaklab::lessons::Problem;
use leaklab::literate::{self, Snippet};
use std::fs;
use std::io;
use std::process::{Command, Stdio};

/// A language by the word of its fence, the name of a file of it, its compiler, and what that is told.
struct Language {
    word: &'static str,
    file: &'static str,
    compiler: &'static str,
    options: &'static [&'static str],
}

const LANGUAGES: [Language; 3] = [
    Language {
        word: "rust",
        file: "program.rs",
        compiler: "rustc",
        options: &["--edition=2024", "--emit=metadata", "--cap-lints=allow"],
    },
    Language {
        word: "cpp",
        file: "program.cpp",
        compiler: "c++",
        options: &["-std=c++17", "-fsyntax-only"],
    },
    Language {
        word: "java",
        file: "Program.java",
        compiler: "javac",
        options: &["-d", "."],
    },
];

/// What does not compile.
pub fn problems(text: &str) -> io::Result<Vec<Problem>> {
    let mut problems = Vec::new();
    for snippet in literate::snippets(text) {
        let word = snippet.info.first().map(String::as_str);
        let language = LANGUAGES.iter().find(|it| word == Some(it.word));
        if let Some(language) = language.filter(|it| is_at_hand(it.compiler)) {
            problems.extend(compiled(language, &snippet)?);
        }
    }
    Ok(problems)
}

fn is_at_hand(compiler: &str) -> bool {
    let version = Command::new(compiler).arg("--version").output();
    version.is_ok_and(|it| it.status.success())
}

/// What the compiler says to a program that it refuses.
fn compiled(language: &Language, snippet: &Snippet) -> io::Result<Option<Problem>> {
    let folder = tempfile::tempdir()?;
    // A public class of Java has to be in a file of its name.
    let class = snippet.code.split_once("public class ");
    let name = class.and_then(|(_, rest)| rest.split_whitespace().next());
    let file = match name {
        Some(name) if language.word == "java" => format!("{name}.java"),
        _ => language.file.to_owned(),
    };
    fs::write(folder.path().join(&file), &snippet.code)?;
    let done = Command::new(language.compiler)
        .args(language.options)
        .arg(&file)
        .current_dir(folder.path())
        .stdin(Stdio::null())
        .output()?;
    let said = String::from_utf8_lossy(&done.stderr);
    Ok((!done.status.success()).then(|| Problem {
        line: snippet.line,
        message: format!("`{}` refuses this:\n{}", language.compiler, said.trim_end()),
    }))
}
