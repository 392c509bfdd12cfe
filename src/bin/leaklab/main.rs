//! The command line: one subcommand per file.
//!
//! Exit status: 0 fine, 1 findings (`check`), 2 usage, unreadable input or an invalid scenario.

mod check;
mod config;
mod explain;
mod lessons;
mod package;
mod resources;
mod simulate;
mod terminal;
mod walk;

use clap::{Parser, Subcommand};
use mimalloc::MiMalloc;
use std::process::ExitCode;

/// Checking is many small values that do not live long; the parser's, in C, come from here as well.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

/// Finds, explains and simulates resource leaks in Python.
#[derive(Parser)]
#[command(name = "leaklab", version, about, propagate_version = true)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Checks files and folders for leaks.
    Check(check::Arguments),
    /// Says whether lessons hold what they say.
    Lessons(lessons::Arguments),
    /// Prints the documentation of a rule.
    Explain(explain::Arguments),
    /// Lists what can be acquired, how it is released, and what happens if it is not.
    Resources(resources::Arguments),
    /// Plays a service that leaks, and prints when it runs out.
    Simulate(simulate::Arguments),
}

fn main() -> ExitCode {
    match Arguments::parse().command {
        Command::Check(arguments) => check::run(&arguments),
        Command::Lessons(arguments) => lessons::run(&arguments),
        Command::Explain(arguments) => explain::run(&arguments),
        Command::Resources(arguments) => resources::run(&arguments),
        Command::Simulate(arguments) => simulate::run(&arguments),
    }
}
