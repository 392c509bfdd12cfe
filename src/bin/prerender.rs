//! Writes what the browser is given beside the code: the pages as HTML, as they are before anything
//! runs, and the texts of the Reference. `prerender LESSONS OUT` is part of the build.

use futures::executor::block_on;
use leaklab::app::prerender;
use leaklab::lessons::course::{Entry, course};
use leaklab::reference::reference;
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
    let learn = out.join("learn");
    fs::create_dir_all(&learn)?;
    fs::write(
        out.join("reference.json"),
        serde_json::to_vec(&reference())?,
    )?;
    for (name, route) in prerender::PAGES {
        fs::write(
            out.join(name).with_extension("html"),
            prerender::page(route).await,
        )?;
    }
    for Entry {
        id, path, steps, ..
    } in course()
    {
        let text = fs::read_to_string(lessons.join(path))?;
        let folder = learn.join(&id);
        fs::create_dir_all(&folder)?;
        for (index, step) in steps.iter().enumerate() {
            let html = prerender::step(&id, step, &text).await;
            if index == 0 {
                fs::write(folder.with_extension("html"), &html)?;
            }
            fs::write(folder.join(step).with_extension("html"), html)?;
        }
    }
    Ok(())
}

#[allow(
    clippy::print_stderr,
    reason = "this is how a program says what is wrong"
)]
fn fail(why: &str) -> ExitCode {
    eprintln!("{why}");
    ExitCode::FAILURE
}
