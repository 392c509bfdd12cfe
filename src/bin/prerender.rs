//! Writes what the browser is given beside the code: the pages as HTML, as they are before anything
//! runs; the lessons, read and analysed; the Reference. `prerender LESSONS OUT` is part of the build.

use futures::executor::block_on;
use leaklab::app::prerender;
use leaklab::lessons::course::{Entry, course};
use leaklab::lessons::{Problem, html, open};
use leaklab::protocol::encode;
use leaklab::reference::{gloss, reference};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::{env, fs, io};

fn main() -> ExitCode {
    let mut words = env::args_os().skip(1).map(PathBuf::from);
    let (Some(lessons), Some(out)) = (words.next(), words.next()) else {
        return fail("usage: prerender LESSONS OUT");
    };
    match block_on(write(&lessons, &out)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => fail(&error.to_string()),
    }
}

async fn write(lessons: &Path, out: &Path) -> io::Result<()> {
    let (learn, opened) = (out.join("learn"), out.join("lessons"));
    fs::create_dir_all(&learn)?;
    fs::create_dir_all(&opened)?;
    fs::write(out.join("reference.bin"), encode(&reference()))?;
    for (name, route) in prerender::PAGES {
        fs::write(
            out.join(name).with_extension("html"),
            prerender::page(route).await,
        )?;
    }
    fs::write(out.join("coming.html"), prerender::on_its_way().await)?;
    fs::write(out.join("finding.html"), prerender::finding().await)?;
    let reading = out.join("reading");
    fs::create_dir_all(&reading)?;
    fs::write(reading.join("course.json"), json(&course())?)?;
    let guide = fs::read_to_string(lessons.join("README.md"))?;
    fs::write(reading.join("write.html"), html::render(&guide))?;
    for Entry {
        id, path, steps, ..
    } in course()
    {
        let text = fs::read_to_string(lessons.join(&path))?;
        let mut lesson = open(&text).map_err(|problems| wrong(&path, &problems))?;
        gloss(&mut lesson);
        let file = encode(&lesson);
        fs::write(opened.join(&id).with_extension("bin"), &file)?;
        let whole = prerender::reading(&id, &file).await;
        fs::write(reading.join(&id).with_extension("html"), whole)?;
        let folder = learn.join(&id);
        fs::create_dir_all(&folder)?;
        for (index, step) in steps.iter().enumerate() {
            let html = prerender::step(&id, step, &file).await;
            if index == 0 {
                fs::write(folder.with_extension("html"), &html)?;
            }
            fs::write(folder.join(step).with_extension("html"), html)?;
        }
    }
    Ok(())
}

/// The course map, for the script that makes pages of what is read.
fn json(course: &[Entry]) -> io::Result<String> {
    serde_json::to_string(course).map_err(io::Error::other)
}

/// What is wrong with a lesson, line by line.
fn wrong(path: &str, problems: &[Problem]) -> io::Error {
    let lines: Vec<String> = (problems.iter())
        .map(|it| format!("lessons/{path}:{}: {}", it.line, it.message))
        .collect();
    io::Error::other(lines.join("\n"))
}

#[allow(
    clippy::print_stderr,
    reason = "this is how a program says what is wrong"
)]
fn fail(why: &str) -> ExitCode {
    eprintln!("{why}");
    ExitCode::FAILURE
}
