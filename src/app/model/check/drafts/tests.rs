//! Nothing typed is lost, whatever another tab, an earlier version or the browser does.

use super::*;

/// A tab, and what is stored for all of them.
struct Tab {
    drafts: Drafts,
    errands: Vec<Errand>,
}

impl Tab {
    fn open(number: u32, left: Left) -> Self {
        let mut errands = Vec::new();
        let left = Left {
            tab: number,
            ..left
        };
        let drafts = Drafts::open(&left, &mut errands);
        Self { drafts, errands }
    }

    fn typed(&mut self, text: &str) {
        let slot = self.drafts.active;
        self.drafts.take(slot, &text.into(), &mut self.errands);
    }

    fn stores(&mut self) -> Keep {
        let kept = self
            .errands
            .drain(..)
            .rev()
            .find_map(|errand| match errand {
                Errand::Keep(keep) => Some(keep),
                _ => None,
            });
        let keep = kept.expect("something to store");
        let (slot, stamp) = (keep.slot, Rc::clone(&keep.stored.stamp));
        self.drafts.stored(slot, &stamp, &mut self.errands);
        keep
    }

    fn hears(&mut self, keep: &Keep) {
        let entry = keep.stored.write();
        self.drafts
            .elsewhere(Rc::clone(&keep.id), Some(&entry), &mut self.errands);
    }

    fn is(&self) -> (&str, &str) {
        let draft = self.drafts.active().expect("an open draft");
        (&draft.name, &draft.text)
    }

    fn all(&self) -> Vec<(&str, &str)> {
        self.drafts
            .list
            .iter()
            .map(|draft| (&*draft.name, &*draft.text))
            .collect()
    }
}

/// Two tabs with the same draft open.
fn two() -> (Tab, Tab) {
    let mut first = Tab::open(1, Left::default());
    first.typed("x = 1\n");
    let keep = first.stores();
    let left = Left {
        entries: vec![(keep.id.to_string(), keep.stored.write())],
        ..Left::default()
    };
    (first, Tab::open(2, left))
}

#[test]
fn what_is_stored_comes_back() {
    let stored = Stored {
        stamp: "1f.2".into(),
        naming: Naming::Own,
        name: "my orders.py".into(),
        text: "x = '🎉'\n\n".into(),
    };
    assert_eq!(Stored::read(&stored.write()), Some(stored));
}

#[test]
fn rubbish_is_set_aside_and_the_rest_is_there() {
    let good = "3 9.1 auto a.py\nx = 1\n";
    for bad in [
        "",
        "{",
        "null",
        "9 9.1 auto a.py\nx",
        "3 9.1 auto a.py",
        "3 9.1 maybe a.py\nx",
        "3 9.1 auto  \nx",
    ] {
        let entries = vec![("9.1".into(), good.into()), ("9.2".into(), bad.into())];
        let tab = Tab::open(
            1,
            Left {
                entries,
                ..Left::default()
            },
        );
        assert_eq!(tab.all(), [("a.py", "x = 1\n")], "{bad}");
        let aside = Errand::SetAside("9.2".into());
        assert!(tab.errands.contains(&aside), "{bad}");
        assert_eq!(tab.drafts.unread, 1);
    }
}

#[test]
fn the_index_orders_and_loses_nothing() {
    let entry = |name: &str| format!("3 9.1 auto {name}\n");
    let entries = ["a", "b", "c"]
        .map(|id| (id.to_owned(), entry(id)))
        .to_vec();
    let index = Some("1 b\nc\ngone\nb".to_owned());
    let tab = Tab::open(
        1,
        Left {
            entries,
            index,
            ..Left::default()
        },
    );
    assert_eq!(
        tab.all().iter().map(|(name, _)| *name).collect::<Vec<_>>(),
        ["c", "b", "a"]
    );
    assert_eq!(tab.is().0, "b");
}

#[test]
fn the_draft_of_an_earlier_version_is_one_of_them() {
    let old = Some("2 a.py\nx = 1\n".to_owned());
    let mut tab = Tab::open(
        1,
        Left {
            old: old.clone(),
            ..Left::default()
        },
    );
    assert_eq!(tab.is(), ("a.py", "x = 1\n"));
    let keep = tab.stores();
    assert!(
        tab.errands.contains(&Errand::ForgetOld),
        "only now that it is stored"
    );
    let entries = vec![(keep.id.to_string(), keep.stored.write())];
    let again = Tab::open(
        2,
        Left {
            old,
            entries,
            ..Left::default()
        },
    );
    assert_eq!(again.all().len(), 1, "and not twice");
    let rubbish = Tab::open(
        1,
        Left {
            old: Some("{}".into()),
            ..Left::default()
        },
    );
    assert!(rubbish.errands.contains(&Errand::SetOldAside));
}

#[test]
fn what_is_opened_stands_beside_and_is_not_opened_twice() {
    let mut tab = Tab::open(1, Left::default());
    tab.typed("mine = 1\n");
    let mine = tab.drafts.active;
    tab.drafts
        .open_beside("draft.py", "x = 1\n".into(), Naming::Auto, &mut tab.errands);
    assert_eq!(tab.is(), ("draft-2.py", "x = 1\n"));
    let opened = tab.drafts.active;
    tab.drafts.active = mine;
    tab.drafts
        .open_beside("draft.py", "x = 1\n".into(), Naming::Auto, &mut tab.errands);
    assert_eq!((tab.drafts.active, tab.drafts.list.len()), (opened, 2));
}

#[test]
fn newer_text_of_another_tab_is_offered_and_taken() {
    let (mut first, mut second) = two();
    first.typed("x = 2\n");
    let keep = first.stores();
    second.hears(&keep);
    assert_eq!(second.is().1, "x = 1\n", "nothing is replaced by itself");
    assert!(
        second
            .drafts
            .active()
            .is_some_and(|draft| draft.newer.is_some())
    );
    assert!(second.drafts.take_newer());
    assert_eq!(second.is().1, "x = 2\n");
    second.typed("x = 3\n");
    let entry = keep.stored.write();
    assert!(
        second.stores().may_replace(Some(&entry)),
        "it has read what it replaces"
    );
}

#[test]
fn whoever_goes_on_with_older_text_goes_on_beside() {
    let (mut first, mut second) = two();
    first.typed("x = 2\n");
    let keep = first.stores();
    second.hears(&keep);
    second.typed("y = 1\n");
    assert_eq!(second.drafts.list.len(), 2);
    assert_eq!(second.is(), ("draft-2.py", "y = 1\n"));
    assert!(second.all().contains(&("draft.py", "x = 2\n")));
    assert_ne!(second.stores().id, keep.id);
}

#[test]
fn what_this_tab_has_not_read_is_not_replaced() {
    let (mut first, mut second) = two();
    first.typed("x = 2\n");
    let stored = first.stores().stored.write();
    second.typed("x = 3\n"); // before the news has come
    let keep = second.errands.iter().find_map(|errand| match errand {
        Errand::Keep(keep) => Some(keep.clone()),
        _ => None,
    });
    assert!(!keep.expect("something to store").may_replace(Some(&stored)));
}

#[test]
fn what_is_deleted_comes_back_and_what_is_open_elsewhere_stays() {
    let (mut first, mut second) = two();
    let id = first
        .drafts
        .active()
        .map(|draft| Rc::clone(&draft.id))
        .expect("an open draft");
    first.drafts.delete(first.drafts.active, &mut first.errands);
    assert!(first.errands.contains(&Errand::Remove(Rc::clone(&id))));
    second.drafts.elsewhere(id, None, &mut second.errands);
    assert_eq!(second.is().1, "x = 1\n");
    assert_eq!(
        second.drafts.active().map(|draft| &draft.fate),
        Some(&Fate::DeletedElsewhere)
    );
    first.drafts.undelete(&mut first.errands);
    assert_eq!(first.is().1, "x = 1\n");
}

#[test]
fn a_long_text_is_not_kept_and_that_is_said() {
    let mut tab = Tab::open(1, Left::default());
    tab.typed(&"x".repeat(MOST + 1));
    assert_eq!(
        tab.drafts.active().map(|draft| &draft.fate),
        Some(&Fate::TooLong)
    );
}

#[test]
fn the_name_follows_what_is_pasted_and_comes_back_with_it() {
    let mut tab = Tab::open(1, Left::default());
    let (name, text) = (tab.is().0.to_owned(), tab.is().1.to_owned());
    tab.typed("# src/app/pool.py\nx = 1\n");
    assert_eq!(tab.is().0, "src/app/pool.py");
    tab.typed(&text);
    assert_eq!(tab.is().0, name, "undo");
    tab.typed(&format!("{text}y = 1\n"));
    assert_eq!(tab.is().0, name, "an edit is no other file");
    tab.typed("z = 1\n");
    assert_eq!(tab.is().0, "draft.py");
    tab.drafts.rename("mine.py", &mut tab.errands);
    tab.typed("# other.py\n");
    assert_eq!(tab.is().0, "mine.py", "a chosen name stays");
}
