//! The command line: one subcommand per file.
//!
//! Exit status: 0 fine, 1 findings (`check`), 2 usage, unreadable input or an invalid scenario.

mod check;
mod explain;
mod simulate;

use clap::{Parser, Subcommand};
use std::process::ExitCode;

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
    /// Prints the documentation of a rule.
    Explain(explain::Arguments),
    /// Plays a service that leaks, and prints when it runs out.
    Simulate(simulate::Arguments),
}

fn main() -> ExitCode {
    match Arguments::parse().command {
        Command::Check(arguments) => check::run(&arguments),
        Command::Explain(arguments) => explain::run(&arguments),
        Command::Simulate(arguments) => simulate::run(&arguments),
    }
}
