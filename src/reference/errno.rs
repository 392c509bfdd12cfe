//! The system's error numbers that a leak can end in: their names, and the numbers that they have on
//! other systems, so that whoever searches for one of these finds the error it stands for.

/// A number of the system's errors.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Errno {
    /// Its names, as `errno` has them; the usual one first.
    pub names: &'static [&'static str],
    /// Its number on Linux.
    pub linux: u32,
    /// The numbers it has elsewhere: macOS, Windows.
    pub elsewhere: &'static [u32],
}

/// Those that an entry of the reference explains.
pub const ERRNOS: [Errno; 9] = [
    errno(&["EMFILE"], 24, &[10024]),
    errno(&["ENFILE"], 23, &[]),
    errno(&["EAGAIN", "EWOULDBLOCK"], 11, &[35, 10035]),
    errno(&["ENOMEM"], 12, &[]),
    errno(&["ENOSPC"], 28, &[]),
    errno(&["EDQUOT"], 122, &[69]),
    errno(&["EADDRINUSE"], 98, &[48, 10048]),
    errno(&["EADDRNOTAVAIL"], 99, &[49, 10049]),
    errno(&["ENOBUFS"], 105, &[55, 10055]),
];

/// The number in a text such as `OSError: [Errno 24] Too many open files`.
pub fn of(text: &str) -> Option<&'static Errno> {
    let (_, rest) = text.split_once("[Errno ")?;
    let number: u32 = rest.split(']').next()?.parse().ok()?;
    ERRNOS.iter().find(|errno| errno.linux == number)
}

/// The one that has this name, in small letters.
pub(super) fn named(word: &str) -> Option<&'static Errno> {
    let is_it = |name: &str| name.eq_ignore_ascii_case(word);
    ERRNOS
        .iter()
        .find(|errno| errno.names.iter().any(|name| is_it(name)))
}

/// The one that has this number on another system.
pub(super) fn foreign(number: &str) -> Option<&'static Errno> {
    let number: u32 = number.parse().ok()?;
    ERRNOS
        .iter()
        .find(|errno| errno.elsewhere.contains(&number))
}

const fn errno(names: &'static [&'static str], linux: u32, elsewhere: &'static [u32]) -> Errno {
    Errno {
        names,
        linux,
        elsewhere,
    }
}
