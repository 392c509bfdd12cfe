//! The command line: one subcommand per file.
//!
//! Exit status: 0 fine, 1 findings (`check`), 2 usage, unreadable input or an invalid scenario.

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
    /// Plays a service that leaks, and prints when it runs out.
    Simulate(simulate::Arguments),
}

fn main() -> ExitCode {
    match Arguments::parse().command {
        Command::Simulate(arguments) => simulate::run(&arguments),
    }
}
