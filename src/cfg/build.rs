//! Builds the graph of a scope: the builder here, one file per kind of statement below it.
//!
//! The builder keeps two stacks: where a raise goes (`raise_target`) and what a jump has to pass on
//! its way out ([`Frame`]). A `finally` is entered by pushing why, never copied.

mod annotation;
mod assign;
mod call;
mod condition;
mod expr;
mod finally;
mod loops;
mod matching;
mod names;
mod question;
mod slips;
mod statement;
mod trying;
mod with;

use super::{
    Block, BlockId, Cfg, Givers, Reach, Step, StepId, StepKind, Terminator, Value, Var, VarId, Why,
};
use crate::syntax::ast::{Function, Module, Param, Stmt};
use crate::text::Range;
pub use annotation::class as annotated_class;
pub use condition::is_true;
use names::Names;
use rustc_hash::FxHashMap;
use slips::Awaited;

/// The graph of a module's top level; `shared` names are used by its functions.
pub fn module(module: &Module) -> Cfg {
    let names = Names::of_module(&module.body);
    let end = module.body.last().map_or(0, |last| last.range.end);
    let mut cfg = Builder::new("module", Range::new(0, end), names).build(&[], &[], &module.body);
    cfg.is_module = true;
    cfg
}

/// The graph of a function's body.
pub fn function(function: &Function) -> Cfg {
    let names = Names::of_function(function);
    Builder::new(&function.name, function.range, names).build(
        &function.params,
        &function.type_params,
        &function.body,
    )
}

/// What a jump has to pass on its way out.
enum Frame {
    /// A loop: `break` and `continue` end here.
    Loop {
        on_break: BlockId,
        on_continue: BlockId,
    },
    /// Statements guarded by a `finally`: every jump goes through it.
    Guarded { entry: BlockId, used: Vec<Why> },
    /// A `finally` or a handler that is running: what it waits for is given up.
    Running,
}

struct Builder<'a> {
    cfg: Cfg,
    names: Names<'a>,
    scoped: Vec<FxHashMap<String, VarId>>,
    bound: FxHashMap<String, VarId>,
    asked: FxHashMap<String, VarId>,
    current: BlockId,
    raise_target: BlockId,
    frames: Vec<Frame>,
    awaited: Vec<Awaited>,
}

impl<'a> Builder<'a> {
    fn new(name: &str, range: Range, names: Names<'a>) -> Self {
        let cfg = Cfg {
            name: name.to_owned(),
            range,
            blocks: Vec::new(),
            steps: Vec::new(),
            vars: Vec::new(),
            givers: Givers::default(),
            questions: Vec::new(),
            param_count: 0,
            is_module: false,
            is_generator: false,
        };
        let mut builder = Self {
            cfg,
            names,
            scoped: Vec::new(),
            bound: FxHashMap::default(),
            asked: FxHashMap::default(),
            current: Cfg::ENTRY,
            raise_target: Cfg::RAISE,
            frames: Vec::new(),
            awaited: Vec::new(),
        };
        // In the order of the constants of `Cfg`.
        for _ in [Cfg::ENTRY, Cfg::RETURN, Cfg::RAISE] {
            builder.new_block();
        }
        builder
    }

    fn build(mut self, params: &[Param], type_params: &[String], body: &[Stmt]) -> Cfg {
        let range = Range::new(self.cfg.range.start, self.cfg.range.start);
        let vars: Vec<VarId> = params.iter().map(|param| self.local(&param.name)).collect();
        // In a broken text two may have one name.
        self.cfg.param_count = self.cfg.vars.len();
        for (index, (dst, param)) in vars.into_iter().zip(params).enumerate() {
            let annotation = param.annotation.as_ref().and_then(annotation::class);
            self.assign(range, dst, Value::Param { index, annotation });
        }
        for name in type_params {
            let dst = self.local(name);
            self.assign(range, dst, Value::Unknown);
        }
        self.statements(body);
        let end = Range::new(self.cfg.range.end, self.cfg.range.end);
        self.emit(end, StepKind::Return(None));
        self.goto(Cfg::RETURN);
        self.cfg.givers = Givers::new(self.cfg.vars.len(), &self.cfg.steps);
        self.cfg
    }

    fn new_block(&mut self) -> BlockId {
        let id = BlockId(self.cfg.blocks.len() as u32);
        self.cfg.blocks.push(Block {
            steps: Vec::new(),
            terminator: Terminator::Exit,
        });
        id
    }

    /// Adds a step that cannot raise.
    fn emit(&mut self, range: Range, kind: StepKind) -> StepId {
        let id = StepId(self.cfg.steps.len() as u32);
        self.cfg.steps.push(Step {
            range,
            kind,
            block: self.current,
        });
        self.cfg.blocks[self.current.index()].steps.push(id);
        id
    }

    /// Adds a step that may raise, and goes on in a new block.
    fn emit_fallible(&mut self, range: Range, kind: StepKind) {
        self.emit(range, kind);
        let next = self.new_block();
        self.end(Terminator::Fallible {
            next,
            raise: self.raise_target,
        });
        self.current = next;
    }

    fn assign(&mut self, range: Range, dst: VarId, value: Value) {
        self.emit(range, StepKind::Assign { dst, value });
    }

    /// Puts a value into a new temporary.
    fn temp(&mut self, range: Range, value: Value) -> VarId {
        let dst = self.new_temp();
        self.assign(range, dst, value);
        dst
    }

    /// Puts a value that may raise into a new temporary.
    fn fallible_temp(&mut self, range: Range, value: Value) -> VarId {
        let dst = self.new_temp();
        self.emit_fallible(range, StepKind::Assign { dst, value });
        dst
    }

    fn new_temp(&mut self) -> VarId {
        self.new_var(String::new(), Reach::Local)
    }

    fn new_var(&mut self, name: String, reach: Reach) -> VarId {
        let id = VarId(self.cfg.vars.len() as u32);
        let uses = self.names.uses_of(&name);
        self.cfg.vars.push(Var { name, reach, uses });
        id
    }

    /// The variable that the next temporary will be.
    fn next_var(&self) -> VarId {
        VarId(self.cfg.vars.len() as u32)
    }

    /// Temporaries made since `mark` go away.
    fn drop_since(&mut self, range: Range, mark: VarId) {
        let now = self.next_var();
        if mark < now {
            self.emit(range, StepKind::Drop(mark, now));
        }
    }

    fn end(&mut self, terminator: Terminator) {
        self.cfg.blocks[self.current.index()].terminator = terminator;
    }

    fn goto(&mut self, target: BlockId) {
        self.end(Terminator::Goto(target));
    }

    /// Ends the block and goes on in `next`.
    fn goto_and_continue(&mut self, next: BlockId) {
        self.goto(next);
        self.current = next;
    }

    /// `return`, `break` or `continue`: leaves frames until the one where it ends.
    fn jump(&mut self, range: Range, why: Why) {
        let mut target = Cfg::RETURN;
        let mut pops = 0;
        for frame in self.frames.iter_mut().rev() {
            match frame {
                Frame::Running => pops += 1,
                Frame::Loop { on_break, .. } if why == Why::Break => {
                    target = *on_break;
                    break;
                }
                Frame::Loop { on_continue, .. } if why == Why::Continue => {
                    target = *on_continue;
                    break;
                }
                Frame::Loop { .. } => {}
                Frame::Guarded { entry, used } => {
                    if !used.contains(&why) {
                        used.push(why);
                    }
                    target = *entry;
                    for _ in 0..pops {
                        self.emit(range, StepKind::Pop);
                    }
                    self.emit(range, StepKind::Push(why));
                    self.goto(target);
                    return self.start_unreachable();
                }
            }
        }
        for _ in 0..pops {
            self.emit(range, StepKind::Pop);
        }
        self.goto(target);
        self.start_unreachable();
    }

    /// What follows a jump is built, but nothing leads there.
    fn start_unreachable(&mut self) {
        self.current = self.new_block();
    }
}
