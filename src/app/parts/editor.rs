//! The code editor as a component: a text, marks and orders in; edits and clicks out.

use super::text::{as_it_is, hung};
use crate::app::browser::editor::{Editor, NotLoaded, Told, Wishes};
use crate::app::browser::{Element, dom};
use crate::app::marks::Marks;
use crate::app::model::check::{Command, Order};
use std::rc::Rc;
use yew::prelude::*;

/// Props of [`CodeEditor`].
#[derive(Clone, PartialEq, Properties)]
pub struct Props {
    /// The text at the start; later texts come by command, so that undo knows them.
    pub text: Rc<str>,
    /// What the text is called among all that are edited: cursor and undo are found again under it.
    #[prop_or_default]
    pub document: AttrValue,
    /// What is drawn.
    #[prop_or_default]
    pub marks: Rc<Marks>,
    /// The newest order; each is done once.
    #[prop_or_default]
    pub command: Option<Rc<Command>>,
    /// Its name for screen readers.
    pub label: AttrValue,
    /// What an empty editor says.
    #[prop_or_default]
    pub empty: AttrValue,
    /// Whether the text cannot be changed.
    #[prop_or_default]
    pub read_only: bool,
    /// Something was typed.
    #[prop_or_default]
    pub onedit: Callback<()>,
    /// The text, once the typing pauses.
    #[prop_or_default]
    pub ontext: Callback<String>,
    /// A finding was chosen by its mark.
    #[prop_or_default]
    pub onchoose: Callback<usize>,
    /// A fix of a finding was asked for in its card.
    #[prop_or_default]
    pub onfix: Callback<(usize, usize)>,
}

/// The editor.
pub struct CodeEditor {
    place: NodeRef,
    state: State,
    shown: Rc<Marks>,
    done: Option<u64>,
}

enum State {
    Loading,
    Ready(Editor),
    Failed,
}

/// What happens to the component itself.
pub enum Happened {
    /// The script has come, or not.
    Loaded(Result<Editor, NotLoaded>),
}

impl Component for CodeEditor {
    type Message = Happened;
    type Properties = Props;

    fn create(ctx: &Context<Self>) -> Self {
        let done = ctx.props().command.as_ref().map(|command| command.number);
        Self {
            place: NodeRef::default(),
            state: State::Loading,
            shown: Rc::default(),
            done,
        }
    }

    fn rendered(&mut self, ctx: &Context<Self>, first: bool) {
        if !first {
            return;
        }
        let Some(parent) = self.place.cast::<Element>() else {
            return;
        };
        let props = ctx.props().clone();
        ctx.link().send_future(async move {
            let wishes = Wishes {
                label: props.label.to_string(),
                read_only: props.read_only,
                empty: props.empty.to_string(),
                document: props.document.to_string(),
            };
            Happened::Loaded(Editor::create(&parent, &props.text, &wishes, told(&props)).await)
        });
    }

    fn update(&mut self, ctx: &Context<Self>, msg: Happened) -> bool {
        let Happened::Loaded(loaded) = msg;
        self.state = match loaded {
            Ok(editor) => State::Ready(editor),
            Err(NotLoaded) => State::Failed,
        };
        self.follow(ctx.props());
        true
    }

    fn changed(&mut self, ctx: &Context<Self>, _: &Props) -> bool {
        self.follow(ctx.props());
        false
    }

    fn view(&self, ctx: &Context<Self>) -> Html {
        html! {
            <div class="editor" data-label={ctx.props().label.clone()} data-empty={ctx.props().empty.clone()}>
                <div class="editor-place" ref={self.place.clone()} />
                {match &self.state {
                    State::Ready(_) => html! {},
                    State::Loading => html! {
                        <pre class="editor-wait" aria-busy="true">{waiting(&ctx.props().text)}</pre>
                    },
                    State::Failed => html! {
                        <div class="editor-failed" role="alert">
                            <p>{"The editor could not be loaded. Are you offline?"}</p>
                            <button type="button" class="button small"
                                onclick={Callback::from(|_: MouseEvent| dom::reload())}>{"Load the page again"}</button>
                        </div>
                    },
                }}
            </div>
        }
    }
}

impl CodeEditor {
    /// Brings the editor to what the props say.
    fn follow(&mut self, props: &Props) {
        let State::Ready(editor) = &self.state else {
            return;
        };
        if let Some(command) = props
            .command
            .as_ref()
            .filter(|new| self.done != Some(new.number))
        {
            self.done = Some(command.number);
            match &command.order {
                Order::Replace(text) => editor.replace(text),
                Order::Apply(edits) => editor.apply(edits),
                Order::Reveal(line) => editor.reveal(*line),
                Order::Focus(line) => editor.focus(*line),
                Order::Undo => editor.undo(),
                Order::Redo => editor.redo(),
            }
        }
        if !Rc::ptr_eq(&self.shown, &props.marks) && self.shown != props.marks {
            self.shown = Rc::clone(&props.marks);
            editor.show(&props.marks);
        }
    }
}

/// The text while the editor is on its way, its lines numbered; of a long one, the beginning.
fn waiting(text: &str) -> Html {
    /// Lines that are more than any window is high.
    const MOST: usize = 150;
    let line = |line: &str| html! { <>{hung("span", line, as_it_is)}{"\n"}</> };
    text.split('\n').take(MOST).map(line).collect()
}

/// The editor's words as the props' callbacks.
fn told(props: &Props) -> Told {
    let Props {
        onedit,
        ontext,
        onchoose,
        onfix,
        ..
    } = props.clone();
    Told {
        edited: Box::new(move || onedit.emit(())),
        text: Box::new(move |text| ontext.emit(text)),
        chosen: Box::new(move |index| onchoose.emit(index as usize)),
        fix: Box::new(move |finding, fix| onfix.emit((finding as usize, fix as usize))),
    }
}
