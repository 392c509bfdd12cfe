//! Explores every state an analysis can be in, at every block.
//!
//! A classical analysis joins the states that meet at a block. Here they are kept apart as long as
//! they differ, because what separates them (`f is None`, a flag, why a `finally` was entered) is
//! what decides whether a resource leaks. Equal states meet again, so loops end; where too many
//! gather at one block, [`Analysis::widen`] gives up what separates them.
//!
//! The result is a graph of nodes *(block, state on entry)*, reached breadth first: the path of
//! parents from a node back to the start is a shortest one, and is the witness of whatever the node
//! shows. Only entry states are kept; what happens inside a block is replayed.
//!
//! # Convergence
//!
//! There are finitely many states after widening, and every (block, state) is visited once.

pub mod liveness;

use crate::cfg::{BlockId, Cfg};
use rustc_hash::{FxBuildHasher, FxHashMap};
use std::collections::hash_map::Entry;
use std::hash::{BuildHasher, Hash, Hasher};
use std::rc::Rc;

/// More states than this at one block are widened.
const STATES_PER_BLOCK: usize = 96;
/// How much work it is to go where it is known to go.
const KNOWN: usize = 1;
/// More nodes than this, and than these for each block, end one exploration, whatever its budget.
const NODES: usize = 60_000;
const NODES_OF_A_BLOCK: usize = 4;

/// What is explored.
pub trait Analysis {
    /// What is known at a point of the program.
    type State: Clone + Eq + Hash;

    /// What is known at the start of the scope.
    fn initial(&self) -> Self::State;

    /// Where control goes from a block, and what is known there. The order is kept.
    fn flow(&self, block: BlockId, state: &Self::State) -> Vec<(BlockId, Edge, Self::State)>;

    /// How large a state is, for the budget of an exploration.
    fn size(&self, state: &Self::State) -> usize;

    /// The state without the facts that separate it from its like; none if there is no such fact.
    fn widen(&self, block: BlockId, state: &Self::State) -> Option<Self::State>;

    /// Whether [`flow`](Self::flow) gives the same here for every analysis that shares a [`Pool`], and
    /// is not to be asked twice.
    fn is_shared(&self, block: BlockId, state: &Self::State) -> bool;
}

/// States that are equal are one, and where they lead is remembered: for several analyses of one graph
/// that see the same until they come to what each of them is about.
#[derive(Debug)]
pub struct Pool<S> {
    states: FxHashMap<Hashed<S>, ()>,
    /// By block and address of the state, which stands beside them to be kept alive.
    ways: FxHashMap<(BlockId, *const S), Known<S>>,
    /// How many states there may be before those that nobody has are let go.
    most: usize,
}

/// A state and its hash, which is worked out once.
#[derive(Debug)]
struct Hashed<S> {
    hash: u64,
    state: Rc<S>,
}

impl<S: Eq> PartialEq for Hashed<S> {
    fn eq(&self, other: &Self) -> bool {
        self.hash == other.hash && *self.state == *other.state
    }
}

impl<S: Eq> Eq for Hashed<S> {}

impl<S> Hash for Hashed<S> {
    fn hash<H: Hasher>(&self, hasher: &mut H) {
        hasher.write_u64(self.hash);
    }
}

/// Where control goes from a block, and what is known there.
type Way<S> = (BlockId, Edge, Rc<S>);

/// A state, and where it leads.
type Known<S> = (Rc<S>, Box<[Way<S>]>);

impl<S: Eq + Hash> Default for Pool<S> {
    fn default() -> Self {
        Self {
            states: FxHashMap::default(),
            ways: FxHashMap::default(),
            most: 0,
        }
    }
}

impl<S: Clone + Eq + Hash> Pool<S> {
    /// Lets go of what earlier explorations had for themselves, when that has become much.
    fn sweep(&mut self) {
        const FEW: usize = 10_000;
        if self.states.len() > self.most {
            self.states.retain(|it, ()| Rc::strong_count(&it.state) > 1);
            self.most = 2 * self.states.len() + FEW;
        }
    }

    fn keep(&mut self, state: S) -> Rc<S> {
        let hash = FxBuildHasher.hash_one(&state);
        let state = Hashed {
            hash,
            state: Rc::new(state),
        };
        match self.states.entry(state) {
            Entry::Occupied(known) => Rc::clone(&known.key().state),
            Entry::Vacant(place) => Rc::clone(&place.insert_entry(()).key().state),
        }
    }

    /// Puts where control goes into `ways`, and gives how much work it was to find out.
    fn ways<A: Analysis<State = S>>(
        &mut self,
        analysis: &A,
        (block, state): (BlockId, &Rc<S>),
        ways: &mut Vec<Way<S>>,
    ) -> usize {
        let at = (block, Rc::as_ptr(state));
        let is_shared = analysis.is_shared(block, state);
        if is_shared && let Some((_, known)) = self.ways.get(&at) {
            ways.extend_from_slice(known);
            return KNOWN;
        }
        let found = analysis.flow(block, state).into_iter();
        ways.extend(found.map(|(block, edge, state)| (block, edge, self.keep(state))));
        if is_shared {
            let known = (Rc::clone(state), ways.as_slice().into());
            self.ways.insert(at, known);
        }
        analysis.size(state)
    }
}

/// How control went from one block to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Edge {
    /// Straight on; an operation returned.
    Next,
    /// A condition holds.
    True,
    /// A condition does not hold.
    False,
    /// An operation raised.
    Raise,
}

/// A node of an [`Exploration`], by its position.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NodeId(pub u32);

/// A block and what is known on entry.
#[derive(Clone, Debug)]
pub struct Node<S> {
    /// The block.
    pub block: BlockId,
    /// What is known on entry.
    pub state: Rc<S>,
    /// The node this one was first reached from.
    pub parent: Option<(NodeId, Edge)>,
    /// Where control goes from here: a range of [`Exploration::ways`].
    ways: (u32, u32),
}

/// Every state at every block.
#[derive(Clone, Debug)]
pub struct Exploration<S> {
    /// The nodes, in the order they were reached.
    pub nodes: Vec<Node<S>>,
    /// Where control goes from each of them.
    ways: Vec<(NodeId, Edge)>,
    /// The sizes of the states that had to be worked on, added up.
    pub spent: usize,
    /// Whether everything was reached; if not, absence proves nothing.
    pub complete: bool,
}

impl<S> Exploration<S> {
    /// A node.
    pub fn node(&self, id: NodeId) -> &Node<S> {
        &self.nodes[id.0 as usize]
    }

    /// Where control goes from a node.
    pub fn successors(&self, node: &Node<S>) -> &[(NodeId, Edge)] {
        let (start, end) = node.ways;
        &self.ways[start as usize..end as usize]
    }

    /// The nodes with their positions.
    pub fn iter(&self) -> impl Iterator<Item = (NodeId, &Node<S>)> {
        self.nodes
            .iter()
            .enumerate()
            .map(|(at, node)| (NodeId(at as u32), node))
    }

    /// The nodes from the start to `id`, each with the edge that leads on (none for the last).
    pub fn path_to(&self, id: NodeId) -> Vec<(NodeId, Option<Edge>)> {
        let mut path = vec![(id, None)];
        let mut at = id;
        while let Some((parent, edge)) = self.node(at).parent {
            path.push((parent, Some(edge)));
            at = parent;
        }
        path.reverse();
        path
    }
}

/// Explores a graph until the sizes of the states that it works on add up to `budget`; what was not
/// reached then is unknown. The states are put into `pool`, which is this graph's.
pub fn explore<A: Analysis>(
    cfg: &Cfg,
    analysis: &A,
    pool: &mut Pool<A::State>,
    budget: usize,
) -> Exploration<A::State> {
    let mut explorer = Explorer::new(cfg, analysis, pool);
    let end = explorer.run(analysis, pool, budget, |_| false);
    Exploration {
        nodes: explorer.nodes,
        ways: explorer.ways,
        spent: explorer.spent,
        complete: end == End::Complete,
    }
}

/// An exploration that goes on as far as it is asked to.
#[derive(Debug)]
pub struct Explorer<S> {
    nodes: Vec<Node<S>>,
    ways: Vec<(NodeId, Edge)>,
    /// How many of the nodes it has gone on from.
    done: usize,
    /// By block and address of the state.
    seen: FxHashMap<(BlockId, *const S), NodeId>,
    per_block: Vec<usize>,
    /// The sizes of the states that had to be worked on, added up.
    spent: usize,
    /// How many nodes there may be.
    most: usize,
}

/// Why an [`Explorer`] does not go on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// Everything was reached.
    Complete,
    /// There is too much of it.
    TooMuch,
    /// It has come to where it was to stop.
    Found,
}

impl<S: Clone + Eq + Hash> Explorer<S> {
    /// At the start of a graph.
    pub fn new<A: Analysis<State = S>>(cfg: &Cfg, analysis: &A, pool: &mut Pool<S>) -> Self {
        let mut explorer = Self {
            nodes: Vec::new(),
            ways: Vec::new(),
            done: 0,
            seen: FxHashMap::default(),
            per_block: vec![0; cfg.blocks.len()],
            spent: 0,
            most: NODES + NODES_OF_A_BLOCK * cfg.blocks.len(),
        };
        pool.sweep();
        let initial = pool.keep(analysis.initial());
        explorer.reach(analysis, pool, (Cfg::ENTRY, initial), None);
        explorer
    }

    /// The nodes that it has gone on from.
    pub fn nodes(&self) -> &[Node<S>] {
        &self.nodes[..self.done]
    }

    /// The sizes of the states that had to be worked on so far, added up.
    pub fn spent(&self) -> usize {
        self.spent
    }

    /// Goes on until `found` says so of a node that it goes on from, or `budget` is spent.
    pub fn run<A: Analysis<State = S>>(
        &mut self,
        analysis: &A,
        pool: &mut Pool<S>,
        budget: usize,
        mut found: impl FnMut(&Node<S>) -> bool,
    ) -> End {
        let allowed = self.spent.saturating_add(budget);
        let mut ways = Vec::new();
        while self.done < self.nodes.len() {
            if self.spent > allowed || self.nodes.len() > self.most {
                return End::TooMuch;
            }
            let id = NodeId(self.done as u32);
            let node = &self.nodes[self.done];
            self.spent += pool.ways(analysis, (node.block, &node.state), &mut ways);
            let start = self.ways.len() as u32;
            for (block, edge, state) in ways.drain(..) {
                let to = self.reach(analysis, pool, (block, state), Some((id, edge)));
                self.ways.push((to, edge));
            }
            let node = &mut self.nodes[self.done];
            node.ways = (start, self.ways.len() as u32);
            self.done += 1;
            if found(node) {
                return End::Found;
            }
        }
        End::Complete
    }

    fn reach<A: Analysis<State = S>>(
        &mut self,
        analysis: &A,
        pool: &mut Pool<S>,
        (block, mut state): (BlockId, Rc<S>),
        parent: Option<(NodeId, Edge)>,
    ) -> NodeId {
        if self.per_block[block.index()] >= STATES_PER_BLOCK
            && let Some(wider) = analysis.widen(block, &state)
        {
            state = pool.keep(wider);
        }
        let next = NodeId(self.nodes.len() as u32);
        match self.seen.entry((block, Rc::as_ptr(&state))) {
            Entry::Occupied(known) => return *known.get(),
            Entry::Vacant(place) => place.insert(next),
        };
        self.per_block[block.index()] += 1;
        self.nodes.push(Node {
            block,
            state,
            parent,
            ways: (0, 0),
        });
        next
    }
}
