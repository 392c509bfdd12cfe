//! Lines that are put in order: what a move makes of them, and from which button whoever uses the keyboard
//! goes on.

/// Something that is done to a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Move {
    /// It is put behind the last one of the program.
    Add,
    /// It changes places with the one above.
    Up,
    /// It changes places with the one below.
    Down,
    /// It goes back to those that are left.
    TakeOut,
}

impl Move {
    /// Its button's name in the page, for one line.
    pub fn id(self, at: usize) -> String {
        let word = match self {
            Self::Add => "add",
            Self::Up => "up",
            Self::Down => "down",
            Self::TakeOut => "out",
        };
        format!("{word}-{at}")
    }

    /// What its button shows besides the line, and says.
    pub fn look(self) -> (&'static str, &'static str) {
        match self {
            Self::Add => ("", "add at the end"),
            Self::Up => ("↑", "Up"),
            Self::Down => ("↓", "Down"),
            Self::TakeOut => ("✕", "Take out"),
        }
    }
}

/// The lines that are left.
pub fn left(count: usize, order: &[usize]) -> Vec<usize> {
    (0..count).filter(|at| !order.contains(at)).collect()
}

/// The order after a move; none where it cannot be done.
pub fn after(order: &[usize], way: Move, at: usize) -> Option<Vec<usize>> {
    let mut after = order.to_vec();
    let place = || order.iter().position(|other| *other == at);
    match way {
        Move::Add => after.push(at),
        Move::Up => {
            let place = place()?;
            after.swap(place, place.checked_sub(1)?);
        }
        Move::Down => {
            let below = place()? + 1;
            if below == order.len() {
                return None;
            }
            after.swap(below - 1, below);
        }
        Move::TakeOut => {
            after.remove(place()?);
        }
    }
    Some(after)
}

/// The button from which one goes on after a move: of the next line, or of the same where it was moved.
pub fn focused(
    count: usize,
    (before, after): (&[usize], &[usize]),
    way: Move,
    at: usize,
) -> String {
    let can = |way: &Move| self::after(after, *way, at).is_some();
    let own = |ways: [Move; 2]| ways.into_iter().find(can).unwrap_or(Move::TakeOut).id(at);
    let beside = |lines: &[usize], place: usize| {
        let last = lines.len().checked_sub(1)?;
        lines.get(place.min(last)).copied()
    };
    let place = |lines: &[usize]| lines.iter().position(|it| *it == at).unwrap_or_default();
    match way {
        Move::Add => {
            let was = place(&left(count, before));
            let next = beside(&left(count, after), was);
            next.map_or_else(|| own([Move::Up, Move::Down]), |next| Move::Add.id(next))
        }
        Move::Up => own([Move::Up, Move::Down]),
        Move::Down => own([Move::Down, Move::Up]),
        Move::TakeOut => {
            let next = beside(after, place(before));
            next.map_or_else(|| Move::Add.id(at), |next| Move::TakeOut.id(next))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What the program is after a move, and where the keyboard is.
    fn done(order: &[usize], way: Move, at: usize) -> (Vec<usize>, String) {
        let after = after(order, way, at).expect("a move that can be done");
        let focus = focused(4, (order, &after), way, at);
        (after, focus)
    }

    #[test]
    fn one_goes_on_from_the_next_line_or_from_the_one_that_was_moved() {
        for (order, way, at, after, focus) in [
            (&[][..], Move::Add, 1, &[1][..], "add-2"),
            (&[0, 1], Move::Add, 3, &[0, 1, 3], "add-2"),
            (&[0, 1, 2], Move::Add, 3, &[0, 1, 2, 3], "up-3"),
            (&[0, 1, 2], Move::Up, 2, &[0, 2, 1], "up-2"),
            (&[0, 1, 2], Move::Up, 1, &[1, 0, 2], "down-1"),
            (&[0, 1, 2], Move::Down, 0, &[1, 0, 2], "down-0"),
            (&[0, 1, 2], Move::Down, 1, &[0, 2, 1], "up-1"),
            (&[0, 1, 2], Move::TakeOut, 1, &[0, 2], "out-2"),
            (&[0, 1, 2], Move::TakeOut, 2, &[0, 1], "out-1"),
            (&[2], Move::TakeOut, 2, &[], "add-2"),
        ] {
            assert_eq!(
                done(order, way, at),
                (after.to_vec(), focus.to_owned()),
                "{way:?} {at}"
            );
        }
    }

    #[test]
    fn nothing_goes_over_the_edge() {
        assert_eq!(after(&[0, 1], Move::Up, 0), None);
        assert_eq!(after(&[0, 1], Move::Down, 1), None);
        assert_eq!(after(&[0, 1], Move::TakeOut, 3), None);
    }
}
