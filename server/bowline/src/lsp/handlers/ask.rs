//! `bowline.server.ask`: starts an answer, and answers at once with its name.

use serde_json::{Value, json};
use tower_lsp::jsonrpc::Result;

use super::execute::{file_of, lines};
use crate::{
    ask::{MODE, Place},
    lsp::{
        answering::{self, Inquiry},
        command::Ask,
        places,
        server::{Server, refused},
        settings,
        wire::Range,
    },
};

impl Server {
    pub(super) fn ask(&self, params: Ask) -> Result<Value> {
        let file = params.text_document.as_ref().map(file_of).transpose()?;
        let place = match (&file, params.range) {
            (Some(file), Some(range)) => {
                let (first_line, last_line) = lines(range);
                Some(Place {
                    file: file.clone(),
                    first_line,
                    last_line,
                    column: self.column(file, range),
                })
            }
            _ => None,
        };
        let directory = match &file {
            Some(file) => Some(places::existing_directory(file)),
            None => self.session.with(|state| settings::any_directory(state)),
        };
        let directory =
            directory.ok_or_else(|| refused("no folder or file of a cargo project is open"))?;
        let inquiry = Inquiry {
            directory,
            place,
            question: params.question,
            mode: params.mode.unwrap_or_else(|| MODE.to_owned()),
        };
        Ok(json!({ "ask": answering::start(&self.session, inquiry) }))
    }

    /// The column of a cursor, 1-based and in characters; none for a selection, where no single name is meant.
    fn column(&self, file: &std::path::Path, range: Range) -> Option<u32> {
        if range.start != range.end {
            return None;
        }
        self.session.with(|state| {
            let encoding = state.documents.encoding();
            let (_, buffer) = state.documents.at(file)?;
            let byte = bowline_documents::text::offset_of(&buffer.text, range.start, encoding);
            let character = buffer.text.byte_to_char(byte);
            let line = buffer
                .text
                .line_to_char(buffer.text.char_to_line(character));
            u32::try_from(character - line + 1).ok()
        })
    }
}
