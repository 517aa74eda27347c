mod left;
mod right;

pub fn both() -> String {
    left::word() + &right::word()
}
