//! The numbers of a picture as a file.

use crate::app::browser::download;
use crate::app::model::Msg as AppMsg;
use crate::app::store::Dispatch;
use crate::chart::table::Table;

/// Gives numbers as a file of this name, or says that the browser did not allow it.
pub fn offer(name: &str, table: &Table, dispatch: &Dispatch) {
    if download::offer(&format!("{name}.csv"), "text/csv", &table.csv()).is_err() {
        dispatch.send(AppMsg::Say(
            "The browser did not allow the download.".into(),
        ));
    }
}
