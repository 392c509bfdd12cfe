//! What stands below every page that is read: which version this is, where it comes from, and under
//! which licences.

use yew::prelude::*;

/// The address of the source, if the package names one.
const SOURCE: &str = env!("CARGO_PKG_REPOSITORY");

/// The footer.
pub(super) fn footer() -> Html {
    html! {
        <footer class="foot">
            <p>{"Leaklab "}{env!("CARGO_PKG_VERSION")}{" · Everything runs in this page. Your code stays in this browser."}</p>
            <p>
                if !SOURCE.is_empty() {
                    <a href={SOURCE} rel="noreferrer">{"Source"}</a>{" · "}
                }
                {"Free software under "}<a href="LICENSE-MIT.txt">{"MIT"}</a>{" or "}
                <a href="LICENSE-APACHE.txt">{"Apache-2.0"}</a>{", as you like"}
            </p>
        </footer>
    }
}
