pub struct Label {
    pub text: String,
}

pub fn label() -> Label {
    Label { text: "untitled" }
}
