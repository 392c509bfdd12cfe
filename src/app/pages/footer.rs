//! What stands below every page that is read: which version this is, where it comes from, and under
//! which licences.

use yew::prelude::*;

/// The source, which the build puts beside the page.
const SOURCE: &str = "leaklab-source.tar.gz";

/// The footer.
pub(super) fn footer() -> Html {
    html! {
        <footer class="foot">
            <p>{"Leaklab "}{env!("CARGO_PKG_VERSION")}{" · Everything runs in this page. Your code stays in this browser."}</p>
            <p>
                <a href={SOURCE} download="">{"Source"}</a>{" · "}
                {"Free software under "}<a href="LICENSE-MIT.txt">{"MIT"}</a>{" or "}
                <a href="LICENSE-APACHE.txt">{"Apache-2.0"}</a>{", as you like"}
            </p>
        </footer>
    }
}
