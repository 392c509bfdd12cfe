//! Where what was read through stands in the text as it was pasted.

use crate::edits::Replacement;
use crate::text::Range;

/// A part of the text that is read, and the part of the pasted text that it comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Piece {
    /// Where it is in the text that is read.
    here: Range,
    /// Where it comes from.
    from: Range,
    origin: Origin,
}

/// What a part of the text that is read is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Origin {
    /// It stands so in the pasted text.
    Kept,
    /// It stands for something else there.
    Made,
}

/// For every place of the text that is read the place in the pasted text. Layers are taken off one after
/// the other, and each is added with [`then`](Self::then).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Map {
    /// In order, without gaps in the text that is read, and none is empty.
    pieces: Vec<Piece>,
    /// How long the pasted text is.
    pasted: u32,
}

impl Map {
    /// That of a text that is read as it is.
    pub fn of(text: &str) -> Self {
        let all = Range::new(0, text.len() as u32);
        let piece = Piece {
            here: all,
            from: all,
            origin: Origin::Kept,
        };
        Self {
            pieces: (all.end > 0).then_some(piece).into_iter().collect(),
            pasted: all.end,
        }
    }

    /// The map after replacements in the text that is read, which are in order and do not overlap.
    pub fn then(&self, replacements: &[Replacement]) -> Self {
        let mut next = Building::default();
        let (mut at, mut first) = (0, 0);
        for it in replacements {
            first = self.keep(Range::new(at, it.range.start), first, &mut next);
            next.push(it.text.len() as u32, self.back(it.range), Origin::Made);
            at = it.range.end;
        }
        let end = self.pieces.last().map_or(0, |piece| piece.here.end);
        self.keep(Range::new(at, end), first, &mut next);
        Self {
            pieces: next.pieces,
            pasted: self.pasted,
        }
    }

    /// Keeps a range of the text; pieces before `first` are in front of it. Gives the piece to go on with.
    fn keep(&self, range: Range, first: usize, next: &mut Building) -> usize {
        let mut at = first;
        while let Some(piece) = self.pieces.get(at) {
            let start = piece.here.start.max(range.start);
            let end = piece.here.end.min(range.end);
            if start < end {
                let shift = |place: u32| piece.from.start + (place - piece.here.start);
                let from = match piece.origin {
                    Origin::Kept => Range::new(shift(start), shift(end)),
                    Origin::Made => piece.from,
                };
                next.push(end - start, from, piece.origin);
            }
            if piece.here.end > range.end {
                break;
            }
            at += 1;
        }
        at
    }

    /// The range of the pasted text that a range of the text that is read comes from.
    pub fn back(&self, range: Range) -> Range {
        let start = self.start(range.start);
        let end = match range.end > range.start {
            true => self.end(range.end),
            false => start,
        };
        Range::new(start, end.max(start))
    }

    /// Where the character behind a place stands.
    fn start(&self, place: u32) -> u32 {
        let at = self.pieces.partition_point(|it| it.here.end <= place);
        match (self.pieces.get(at), self.pieces.last()) {
            (Some(piece), _) if piece.origin == Origin::Kept => {
                piece.from.start + (place - piece.here.start)
            }
            (Some(piece), _) => piece.from.start,
            (None, Some(last)) => last.from.end,
            (None, None) => 0,
        }
    }

    /// Where the character before a place ends.
    fn end(&self, place: u32) -> u32 {
        let at = self.pieces.partition_point(|it| it.here.end < place);
        match self.pieces.get(at) {
            Some(piece) if piece.origin == Origin::Kept => {
                piece.from.start + (place - piece.here.start)
            }
            Some(piece) => piece.from.end,
            None => self.start(place),
        }
    }

    /// The replacements that make the text that is read of the pasted one; `text` is what is read.
    pub fn replacements(&self, text: &str) -> Vec<Replacement> {
        let mut all: Vec<Replacement> = Vec::new();
        let mut at = 0;
        let mut open: Option<Replacement> = None;
        for piece in &self.pieces {
            if piece.from.start > at || piece.origin == Origin::Made {
                let start = at.min(piece.from.start);
                let gap = open.get_or_insert_with(|| Replacement {
                    range: Range::new(start, start),
                    text: String::new(),
                });
                gap.range.end = gap.range.end.max(piece.from.start);
                if piece.origin == Origin::Made {
                    gap.range.end = gap.range.end.max(piece.from.end);
                    gap.text.push_str(piece.here.of(text));
                }
            }
            if piece.origin == Origin::Kept {
                all.extend(open.take());
            }
            at = at.max(piece.from.end);
        }
        if at < self.pasted {
            let end = open.get_or_insert_with(|| Replacement {
                range: Range::new(at, at),
                text: String::new(),
            });
            end.range.end = self.pasted;
        }
        all.extend(open);
        all
    }
}

/// Pieces that are put one behind the other.
#[derive(Default)]
struct Building {
    pieces: Vec<Piece>,
    at: u32,
}

impl Building {
    fn push(&mut self, length: u32, from: Range, origin: Origin) {
        if length == 0 {
            return;
        }
        let here = Range::new(self.at, self.at + length);
        self.at = here.end;
        match self.pieces.last_mut() {
            Some(last)
                if origin == Origin::Kept
                    && last.origin == Origin::Kept
                    && last.from.end == from.start =>
            {
                last.here.end = here.end;
                last.from.end = from.end;
            }
            _ => self.pieces.push(Piece { here, from, origin }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edits::apply;

    fn replace(start: u32, end: u32, text: &str) -> Replacement {
        Replacement {
            range: Range::new(start, end),
            text: text.to_owned(),
        }
    }

    #[test]
    fn layers_compose_and_the_way_back_is_exact() {
        let pasted = "> 1 a &lt; b\n> 2 c\n";
        let mut text = pasted.to_owned();
        let mut map = Map::of(pasted);
        let layers = [
            vec![replace(0, 2, ""), replace(13, 15, "")],
            vec![replace(4, 8, "<")],
            vec![replace(0, 2, ""), replace(8, 10, "  ")],
        ];
        for layer in &layers {
            map = map.then(layer);
            text = apply(&text, layer);
        }
        assert_eq!(text, "a < b\n  c\n");
        let of = |word: &str| {
            let at = text.find(word).unwrap() as u32;
            map.back(Range::new(at, at + word.len() as u32)).of(pasted)
        };
        assert_eq!(
            [of("a"), of("<"), of("b"), of("c")],
            ["a", "&lt;", "b", "c"]
        );
        assert_eq!(of("a < b"), "a &lt; b");
        assert_eq!(apply(pasted, &map.replacements(&text)), text);
    }
}
