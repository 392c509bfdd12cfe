//! Programs that look like Python, made of bytes: the same bytes give the same program.
//!
//! Few names, so that things meet: what is acquired is released, handed over, overwritten and returned
//! under the same names. What is acquired, and how it is released, is the catalogue's. Where the bytes
//! end, the program does, so shorter bytes are smaller programs.

mod words;

use arbitrary::{Result, Unstructured};
use leaklab::resources::{Catalogue, Handle};
use std::collections::BTreeSet;
use std::sync::LazyLock;
use words::{BROKEN, DECORATORS, METHODS, NAMED, NAMES, PARAMETERS, SMALL};

/// How deep statements stand in each other.
const DEEP: usize = 6;
/// How deep expressions do.
const NESTED: usize = 4;

/// The handles of the catalogue that can be got.
static HANDLES: LazyLock<Vec<Handle>> = LazyLock::new(|| {
    let catalogue = Catalogue::builtin().unwrap_or_default();
    let all = catalogue
        .handles()
        .iter()
        .filter(|it| !it.acquire.is_empty());
    all.cloned().collect()
});

/// The program that some bytes stand for. A third of them is broken here and there.
pub fn program(bytes: &[u8]) -> String {
    let mut bytes = Unstructured::new(bytes);
    let mut maker = Maker {
        whole: !bytes.ratio(1, 3).unwrap_or_default(),
        bytes,
        text: String::new(),
        imported: BTreeSet::new(),
        deep: 0,
        known: 0,
    };
    while !maker.bytes.is_empty() {
        if maker.statement().is_err() {
            break;
        }
    }
    let imports = maker.imported.iter().map(|it| format!("import {it}\n"));
    imports.chain([maker.text]).collect()
}

struct Maker<'b> {
    bytes: Unstructured<'b>,
    /// Whether everything is left in one piece.
    whole: bool,
    text: String,
    /// The modules that are used.
    imported: BTreeSet<String>,
    deep: usize,
    /// The handle that the program is about at the moment.
    known: usize,
}

impl Maker<'_> {
    fn pick(&mut self, some: &[&'static str]) -> Result<&'static str> {
        self.bytes.choose(some).copied()
    }

    fn line(&mut self, line: &str) {
        self.text.push_str(&"    ".repeat(self.deep));
        self.text.push_str(line);
        self.text.push('\n');
    }

    /// One to three statements, one step further in.
    fn block(&mut self, head: &str) -> Result<()> {
        self.line(head);
        self.deep += 1;
        let mut result = Ok(());
        for _ in 0..=self.bytes.int_in_range(0..=2_u8)? {
            result = result.and_then(|()| self.statement());
        }
        self.deep -= 1;
        result
    }

    fn statement(&mut self) -> Result<()> {
        if self.bytes.is_empty() || self.deep >= DEEP {
            self.line("pass");
            return Ok(());
        }
        match self.bytes.int_in_range(0..=31_u8)? {
            0..=4 => self.acquire(),
            5..=7 => self.release(),
            8..=10 => {
                let small = self.pick(SMALL)?;
                self.line(small);
                Ok(())
            }
            11 => self.simple(&[
                "return ",
                "yield ",
                "raise ",
                "del ",
                "assert ",
                "yield from ",
            ]),
            12 => self.simple(&[
                "x = ",
                "f = ",
                "f += ",
                "self.f = ",
                "items[0] = ",
                "f: int = ",
            ]),
            13 => self.simple(&["", "await ", "x = await ", "print(", "return await "]),
            14 | 15 => self.with(),
            16 | 17 => self.attempt(),
            18 | 19 => self.branch(),
            20 | 21 => self.turn(),
            22 => self.cases(),
            23..=26 => self.function(NAMED),
            27 | 28 => self.class(),
            29..=31 if self.whole => self.acquire(),
            29 => {
                let broken = self.pick(BROKEN)?;
                self.line(broken);
                Ok(())
            }
            30 => {
                // No line break: what comes next stands behind it.
                let broken = self.pick(BROKEN)?;
                self.text.push_str(broken);
                Ok(())
            }
            _ => {
                let count = self.bytes.int_in_range(0..=12_usize)?;
                let any = self.bytes.bytes(count.min(self.bytes.len()))?;
                let any = String::from_utf8_lossy(any).into_owned();
                self.line(&any);
                Ok(())
            }
        }
    }

    fn simple(&mut self, heads: &[&'static str]) -> Result<()> {
        let head = self.pick(heads)?;
        let value = self.value(0)?;
        let end = if head.ends_with('(') { ")" } else { "" };
        self.line(&format!("{head}{value}{end}"));
        Ok(())
    }

    fn acquire(&mut self) -> Result<()> {
        let call = self.call()?;
        let form = self.bytes.int_in_range(0..=5_u8)?;
        let name = self.pick(NAMES)?;
        self.line(&match form {
            0 | 1 => format!("{name} = {call}"),
            2 => call,
            3 => format!("{name}, x = {call}"),
            4 => format!("items.append({call})"),
            _ => format!("{name} = await {call}"),
        });
        Ok(())
    }

    fn release(&mut self) -> Result<()> {
        let name = self.pick(NAMES)?;
        let index = self.bytes.int_in_range(0..=3_usize)?;
        let handle = HANDLES.get(self.known);
        let method = handle.and_then(|it| it.release.get(index).or(it.release.first()));
        let function = handle.and_then(|it| it.release_calls.get(index));
        let release = match (function, method) {
            (Some(function), _) => format!("{function}({name})"),
            (None, Some(method)) => format!("{name}.{method}()"),
            (None, None) => format!("{name}.close()"),
        };
        self.line(&release);
        Ok(())
    }

    fn with(&mut self) -> Result<()> {
        let (first, call) = (self.value(2)?, self.call()?);
        let name = self.pick(NAMES)?;
        let head = match self.bytes.int_in_range(0..=6_u8)? {
            0 | 1 => format!("with {call} as {name}:"),
            2 => format!("with {call}:"),
            3 => format!("with {first}, {call} as {name}:"),
            4 => format!("with (\n  {call} as {name},\n  {first} as (x, p),\n):"),
            5 => format!("async with {call} as {name}:"),
            _ => "with contextlib.ExitStack() as stack, closing(f), suppress(OSError):".to_owned(),
        };
        self.block(&head)
    }

    fn attempt(&mut self) -> Result<()> {
        self.block("try:")?;
        let shape = self.bytes.int_in_range(0..=6_u8)?;
        if shape != 0 && shape != 6 {
            self.block(match shape {
                1 => "except OSError:",
                2 => "except (ValueError, OSError) as x:",
                3 => "except* OSError:",
                _ => "except:",
            })?;
        }
        if shape == 4 {
            self.block("else:")?;
        }
        match shape {
            0 | 4 | 5 => self.block("finally:"),
            _ => Ok(()),
        }
    }

    fn branch(&mut self) -> Result<()> {
        let test = self.value(1)?;
        self.block(&format!("if {test}:"))?;
        if self.bytes.ratio(1, 3)? {
            self.block("elif f is not None and not f.closed:")?;
        }
        if self.bytes.ratio(1, 2)? {
            self.block("else:")?;
        }
        Ok(())
    }

    fn turn(&mut self) -> Result<()> {
        let value = self.value(1)?;
        let name = self.pick(NAMES)?;
        let head = match self.bytes.int_in_range(0..=4_u8)? {
            0 | 1 => format!("for {name} in {value}:"),
            2 => format!("async for {name}, x in {value}:"),
            3 => format!("while {value}:"),
            _ => "while True:".to_owned(),
        };
        self.block(&head)?;
        if self.bytes.ratio(1, 4)? {
            self.block("else:")?;
        }
        Ok(())
    }

    fn cases(&mut self) -> Result<()> {
        let value = self.value(1)?;
        self.line(&format!("match {value}:"));
        self.deep += 1;
        let mut result = Ok(());
        for _ in 0..=self.bytes.int_in_range(0..=2_u8)? {
            let case = self.pick(&[
                "case _:",
                "case 1 | 'x':",
                "case [f, *g] if f:",
                "case {'f': f, **p}:",
                "case A(x, f=g) as p:",
                "case self.f:",
                "case None:",
            ]);
            result = result.and_then(|()| case.and_then(|case| self.block(case)));
        }
        self.deep -= 1;
        result
    }

    fn function(&mut self, names: &[&'static str]) -> Result<()> {
        if self.bytes.ratio(1, 4)? {
            let decorator = self.pick(DECORATORS)?;
            self.line(&format!("@{decorator}"));
        }
        let start = match self.bytes.ratio(1, 5)? {
            true => "async def",
            false => "def",
        };
        let (name, parameters) = (self.pick(names)?, self.pick(PARAMETERS)?);
        let result = self.pick(&["", " -> 'A'", " -> Iterator[int]"])?;
        self.block(&format!("{start} {name}({parameters}){result}:"))
    }

    fn class(&mut self) -> Result<()> {
        let head = self.pick(&["class A:", "class A(x, metaclass=p):", "class g[T](A):"])?;
        self.line(head);
        self.deep += 1;
        let mut result = Ok(());
        for _ in 0..=self.bytes.int_in_range(0..=2_u8)? {
            result = result.and_then(|()| self.function(METHODS));
        }
        self.deep -= 1;
        result
    }

    /// A call that gives a handle, of the catalogue.
    fn call(&mut self) -> Result<String> {
        // Half of the time what there was before: so it is released as it should be.
        if self.bytes.arbitrary()? {
            self.known = self.bytes.choose_index(HANDLES.len())?;
        }
        let handle = HANDLES.get(self.known);
        let names = handle.map(|it| it.acquire.iter().flat_map(|it| &it.names));
        let names: Vec<&String> = names.into_iter().flatten().collect();
        let name = match self.bytes.choose_index(names.len()) {
            Ok(index) => names.get(index).map_or("open", |name| name.as_str()),
            Err(_) => "open",
        };
        let object = if name.starts_with('.') { "x" } else { "" };
        let argument = self.value(NESTED - 1)?;
        let name = name.split('[').next().unwrap_or(name);
        let module = name.rsplit_once('.').map_or("", |(module, _)| module);
        if !module.is_empty() && !self.imported.contains(module) {
            self.imported.insert(module.to_owned());
        }
        Ok(format!("{object}{name}({argument})"))
    }

    fn value(&mut self, nested: usize) -> Result<String> {
        if nested >= NESTED {
            return self.pick(NAMES).map(str::to_owned);
        }
        let kind = self.bytes.int_in_range(0..=23_u8)?;
        if kind < 10 {
            return self.pick(NAMES).map(str::to_owned);
        }
        if kind < 13 {
            let some = [
                "None",
                "1",
                "'ä'",
                "f'{f!r:>{x}}'",
                "b''",
                "''",
                "...",
                "-1.5e3j",
                "''''🦀'''",
            ];
            return self.pick(&some).map(str::to_owned);
        }
        if kind < 15 {
            return self.call();
        }
        let (a, b) = (self.value(nested + 1)?, self.value(nested + 1)?);
        Ok(match kind {
            15 => format!("{a}({b}, *items, x={a})"),
            16 => format!("({a}, {b})"),
            17 => format!("[{a}, *{b}]"),
            18 => format!("{{'f': {a}, **{b}}}"),
            19 => format!("[{a} for f in {b} if {a}]"),
            20 => format!("({a} if {b} else None)"),
            21 => format!("({a} and not {b} or (x := {a}))"),
            22 => format!("(lambda f: {a} < {b})"),
            _ => format!("{a}[{b}:]"),
        })
    }
}
