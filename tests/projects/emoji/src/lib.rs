pub fn faces() -> String {
    let faces = String::new(); /* 😀👩‍👩‍👧‍👦 */ faces.push('😀');
    faces
}
