//! An entry of the catalogue. Plain types: the build script, which writes the catalogue into the
//! program, uses this file too.

use serde::{Deserialize, Serialize};

/// Something that must be released.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Handle {
    /// The class of the handle, by its dotted name, such as `socket.socket`.
    pub class: String,
    /// What people call it, such as `file`.
    #[serde(default = "kind")]
    pub kind: String,
    /// The word before [`kind`](Self::kind), if it is not the one its first letters ask for; see
    /// [`a_kind`](Self::a_kind).
    #[serde(default)]
    pub article: Option<String>,
    /// Whether it is something on the disk, held by its path: removed or moved, not closed.
    #[serde(default)]
    pub by_path: bool,
    /// Whether nobody but its holder notices when it is closed, as with a file: to close it earlier, or at
    /// the end of a function, takes nothing from others, as it would with a server or a connection.
    #[serde(default)]
    pub private: bool,
    /// Methods of the handle that release it.
    #[serde(default)]
    pub release: Vec<String>,
    /// What has been done to it then, such as `closed`.
    #[serde(default = "closed")]
    pub released: String,
    /// The same said of somebody who has done it, such as `shut it down`, if it does not follow from
    /// [`released`](Self::released); see [`has_released_it`](Self::has_released_it).
    #[serde(default)]
    pub released_it: Option<String>,
    /// Methods that have released it if what they give is not `None`, such as `Popen.poll`.
    #[serde(default)]
    pub release_unless_none: Vec<String>,
    /// The attribute that is `None` until it has been released, such as `Popen.returncode`.
    #[serde(default)]
    pub none_while_open: Option<String>,
    /// Methods that, called without arguments, read it to its end, which releases it.
    #[serde(default)]
    pub release_by_reading: Vec<String>,
    /// Attributes that read it to its end, or by which others do.
    #[serde(default)]
    pub release_by_attribute: Vec<String>,
    /// Whether running one of its [`parts`](Self::parts) to its end releases it.
    #[serde(default)]
    pub by_parts: bool,
    /// Methods that tell whether it is over, such as `Task.done`.
    #[serde(default)]
    pub release_if_true: Vec<String>,
    /// Whether running it to its end releases it, as it does a generator.
    #[serde(default)]
    pub by_iteration: bool,
    /// Functions that release the handle they are given first, such as `os.close`.
    #[serde(default)]
    pub release_calls: Vec<String>,
    /// Whether what its methods give keeps it, as the axes of a figure do.
    #[serde(default)]
    pub kept_by_parts: bool,
    /// Methods whose result works only as long as it is open, such as `cursor`; `[]` for its items, and
    /// `.pid` for an attribute that is one.
    #[serde(default)]
    pub parts: Vec<String>,
    /// Methods whose result is plain data, besides those of which their names say so; `[]` for its items.
    #[serde(default)]
    pub data: Vec<String>,
    /// Functions that give a part of the one that was made last, such as `pyplot.gca`.
    #[serde(default)]
    pub current: Vec<String>,
    /// Whether whoever is given it uses it up: a call that gets it as an argument takes it over.
    #[serde(default)]
    pub used_up: bool,
    /// Functions that, called without naming one, release all of them, such as `pyplot.show`.
    #[serde(default)]
    pub release_all: Vec<String>,
    /// Methods of another object that take it back, such as a pool's `putconn`.
    #[serde(default)]
    pub given_back: Vec<String>,
    /// The attributes of an object that are this handle, such as the `name` of a temporary file.
    #[serde(default)]
    pub attributes: Vec<String>,
    /// Whether it comes with another one, and is told of only where it is leaked and that one is not.
    #[serde(default)]
    pub after_first: bool,
    /// The attribute of an object that its `with` gives in its place, such as the `name` of a temporary directory.
    #[serde(default)]
    pub entered: Option<String>,
    /// What leaving its `with` does.
    #[serde(default)]
    pub with: WithEffect,
    /// Whether its `with` makes last at its end what would be undone otherwise, as a transaction does.
    #[serde(default)]
    pub with_commits: bool,
    /// Whether releasing it does more than to let it go: it makes last what would be undone otherwise, or fails
    /// where something is missing.
    #[serde(default)]
    pub commits: bool,
    /// Whether its `with` is an `async with`.
    #[serde(default)]
    pub async_with: bool,
    /// Whether releasing it is awaited.
    #[serde(default)]
    pub awaited: bool,
    /// Whether awaiting it releases it, as it does a coroutine.
    #[serde(default)]
    pub by_await: bool,
    /// Whether it is enough that somebody keeps it, as with a task.
    #[serde(default)]
    pub to_keep: bool,
    /// What CPython does when the last reference is gone: `R0` to `R6`.
    #[serde(default = "reachable")]
    pub leak_class: String,
    /// The warning Python gives when it is dropped unreleased; empty when there is none.
    #[serde(default)]
    pub warns: String,
    /// What runs out: `descriptors`, `connections`, `threads`, `processes`, `storage` or `memory`.
    #[serde(default = "memory")]
    pub exhausts: String,
    /// How many of those one handle takes.
    #[serde(default = "one")]
    pub units: u32,
    /// The error the leak ends in, exactly as Python prints it; empty if it is not known.
    #[serde(default)]
    pub ends_in: String,
    /// How many there may be by default, and who says so; for the catalogue's own see [`Shown`].
    #[serde(default)]
    pub limit: String,
    /// What a missing release amounts to.
    #[serde(default)]
    pub missing: Missing,
    /// Whether it is made to be used again and again, as a pool is: what keeps it often means to keep
    /// it as long as the process lives.
    #[serde(default)]
    pub lasting: bool,
    /// What is done with it where it is not simply left to whoever sees it, such as `savefig`.
    #[serde(default)]
    pub left_unless: Vec<String>,
    /// The classes of what its methods and those of its parts raise, as their documentation says: whoever
    /// waits for these waits for enough. None if that is not known.
    #[serde(default)]
    pub raises: Vec<String>,
    /// What its release raises when the time that it is given is over: it has released nothing then.
    #[serde(default)]
    pub runs_out: Option<String>,
    /// What using it after it was released raises; empty when that is fine.
    #[serde(default)]
    pub after: String,
    /// What releasing it twice raises; empty when that is fine.
    #[serde(default)]
    pub twice: String,
    /// What becomes of a dropped handle, in one sentence.
    #[serde(default = "nothing")]
    pub dropped: String,
    /// Where the documentation says how to release it; for the catalogue's own see [`Shown`].
    #[serde(default)]
    pub source: String,
    /// The callables that give one.
    #[serde(default)]
    pub acquire: Vec<Acquire>,
}

/// A way to get a handle.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Acquire {
    /// Dotted names of the callables; the first is the one people know. Of a handle that comes with
    /// another one ([`also`](Self::also)) they say what of it: `tempfile.mkstemp[1]`.
    pub names: Vec<String>,
    /// How it gives the handle.
    #[serde(default)]
    pub form: Form,
    /// The argument that the new handle takes over, such as the descriptor of `os.fdopen`.
    #[serde(default)]
    pub takes: Option<usize>,
    /// The keyword with which the new handle takes over another one, such as `sock`.
    #[serde(default)]
    pub takes_given: Option<String>,
    /// Whether its first argument makes what will have the handle, unless it is a class of the library itself.
    #[serde(default)]
    pub unless_made_for_others: bool,
    /// The keywords with which it works on what somebody else has, such as `fileobj`, or is meant to
    /// live on by itself, such as `start_new_session`.
    #[serde(default)]
    pub unless_given: Vec<String>,
    /// Whether it is a method, and releasing the object whose method it is releases what it gave.
    #[serde(default)]
    pub ends_with_maker: bool,
    /// The keyword that gives it somebody's connection to work on, if the name says that it is one.
    #[serde(default)]
    pub unless_lent: Option<String>,
    /// Whether it is as often given an open file as a path, so that the argument's name is believed.
    #[serde(default)]
    pub of_files: bool,
    /// The keyword without which, given as true, it only takes part in what somebody else has made, such as `create`.
    #[serde(default)]
    pub only_if_true: Option<String>,
    /// Whether it holds nothing when it is given nothing, as a session without an engine.
    #[serde(default)]
    pub only_with_arguments: bool,
    /// The keyword that, given as false, leaves that argument to its owner, such as `closefd`.
    #[serde(default)]
    pub takes_unless_false: Option<String>,
    /// Whether it gives something to await, and the handle is there after that.
    #[serde(default)]
    pub awaited: bool,
    /// Whether Python does not warn of these, though it does of others of the class.
    #[serde(default)]
    pub silent: bool,
    /// The class of a second handle that comes with this one: the second element of a tuple, or
    /// otherwise something that the object stands for, such as the file on disk of a temporary file.
    #[serde(default)]
    pub also: Option<String>,
    /// The dotted name of what some keyword has to be given for the second handle to be there, such as
    /// `subprocess.PIPE`.
    #[serde(default)]
    pub also_if_value: Option<String>,
    /// The keyword that has to be given as false for the second handle to be there, such as `delete`.
    #[serde(default)]
    pub also_if_false: Option<String>,
    /// The keyword that, given somebody's folder, leaves what is on the disk (this handle or the
    /// second one) to whoever has that folder, such as `dir`.
    #[serde(default)]
    pub unless_in: Option<String>,
}

/// How a callable gives its handle.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Form {
    /// It returns it.
    #[default]
    Returned,
    /// It returns a tuple with the handle first.
    FirstOfTuple,
    /// It returns a tuple with the handle second.
    SecondOfTuple,
    /// It returns a tuple of two handles.
    BothOfTuple,
    /// It is a method that makes its object something to be released, such as `Thread.start`.
    Receiver,
    /// It is a method that takes its object for its caller alone, such as `Lock.acquire`. Such an
    /// object is followed by the way it is written.
    Held,
}

impl Form {
    /// Whether it comes in a tuple.
    pub fn is_of_tuple(self) -> bool {
        matches!(
            self,
            Self::FirstOfTuple | Self::SecondOfTuple | Self::BothOfTuple
        )
    }
}

/// What leaving a `with` of the handle does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum WithEffect {
    /// It releases the handle.
    #[default]
    Releases,
    /// Something else, and the handle stays open.
    KeepsOpen,
    /// It is no context manager.
    Unsupported,
}

/// What a missing release amounts to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Missing {
    /// A leak.
    #[default]
    Leak,
    /// A leak if what it runs never ends by itself, otherwise a habit worth changing.
    LeakIfEndless,
    /// A habit worth changing: it releases itself once it has been read to its end.
    Habit,
    /// Work that is not done; that an exception prevents it is only a habit.
    Work,
}

fn kind() -> String {
    "resource".to_owned()
}

fn reachable() -> String {
    "R2".to_owned()
}

fn memory() -> String {
    "memory".to_owned()
}

fn nothing() -> String {
    "nothing else releases it".to_owned()
}

fn one() -> u32 {
    1
}

fn closed() -> String {
    "closed".to_owned()
}
