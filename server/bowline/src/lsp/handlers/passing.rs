//! `bowline.server.makeTestPass`: which tests a person means. The loop that makes them pass is the engine's.

use std::path::{Path, PathBuf};

use bowline_loop_core::intent::Warnings;
use bowline_syntax::TestKind;
use serde_json::Value;
use tower_lsp::jsonrpc::Result;

use super::execute::file_of;
use crate::{
    engine::Aim,
    lsp::{
        command::{MakeTestPass, TestScope},
        places,
        server::{Server, refused, wrong},
        settings, testing,
    },
};

/// Tests as a person means them.
struct Meant {
    named: Vec<String>,
    title: String,
}

impl Server {
    pub(super) fn make_test_pass(&self, params: &MakeTestPass) -> Result<Value> {
        let file = params.text_document.as_ref().map(file_of).transpose()?;
        let meant = self.meant(params, file.as_deref())?;
        let place = file
            .clone()
            .or_else(|| self.session.with(|state| settings::any_directory(state)));
        let place = place.ok_or_else(|| refused("no folder or file of a cargo project is open"))?;
        let of_workspace = params.scope == Some(TestScope::Workspace);
        let aim = Aim::Tests {
            package: file
                .filter(|_| !of_workspace)
                .and_then(|file| package(&file)),
            filter: params.filter.iter().cloned().collect(),
            named: meant.named,
        };
        Ok(self.start(aim, Warnings::Leave, place, meant.title))
    }

    fn meant(&self, params: &MakeTestPass, file: Option<&Path>) -> Result<Meant> {
        if let Some(name) = &params.test {
            return Ok(one(name.clone()));
        }
        if let Some(part) = &params.filter {
            return Ok(Meant {
                named: Vec::new(),
                title: format!("make the tests named like `{part}` pass"),
            });
        }
        let tests = |file: &Path| self.session.with(|state| testing::tests(state, file));
        match (params.scope, file, params.position) {
            (None, Some(file), Some(at)) => {
                let tests = tests(file);
                let test = testing::around(&tests, at).ok_or_else(|| {
                    refused(
                        "there is no test at the cursor; put it into a function under `#[test]`, or into an example of the documentation",
                    )
                })?;
                Ok(one(test.name.clone()))
            }
            (Some(TestScope::File), Some(file), _) => {
                let tests = tests(file).into_iter();
                let named: Vec<String> = tests
                    .filter(|test| test.kind != TestKind::Module)
                    .map(|test| test.name)
                    .collect();
                if named.is_empty() {
                    return Err(refused("this file declares no test"));
                }
                let title = format!("make the failing tests of {} pass", self.shown(file));
                Ok(Meant { named, title })
            }
            (Some(TestScope::Package), Some(_), _) => Ok(all("the package")),
            (Some(TestScope::Workspace), ..) => Ok(all("the workspace")),
            _ => Err(wrong(
                "`bowline.server.makeTestPass` takes a `test`, a `filter`, a `textDocument` with a `position`, or a `scope`",
            )),
        }
    }
}

fn one(name: String) -> Meant {
    Meant {
        title: format!("make `{name}` pass"),
        named: vec![name],
    }
}

fn all(of: &str) -> Meant {
    Meant {
        named: Vec::new(),
        title: format!("make the failing tests of {of} pass"),
    }
}

/// The package of a file, where its workspace has others.
fn package(file: &Path) -> Option<String> {
    let (directory, name) = places::package_at(file)?;
    let root: Option<PathBuf> = places::cargo_root(file);
    let is_alone = root.as_ref() == Some(&directory) && !places::is_workspace(&directory);
    (!is_alone).then_some(name)
}
