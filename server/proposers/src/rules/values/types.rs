//! Types as rustc writes them in messages, read far enough to compare two of them and to look inside. No rule lives here.

use std::fmt;

/// A type out of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Ty {
    /// `&T` or `&mut T`; lifetimes are left out.
    Ref { mutable: bool, to: Box<Ty> },
    /// A path with its generic arguments; only the last segment is kept, and no lifetimes.
    Named { name: String, args: Vec<Ty> },
    /// `[T]`
    Slice(Box<Ty>),
    /// `[T; N]`
    Array(Box<Ty>, String),
    /// `(A, B)`; empty for `()`.
    Tuple(Vec<Ty>),
    /// `_`
    Any,
    /// The type of an integer literal that nothing has fixed.
    Integer,
    /// The type of a float literal that nothing has fixed.
    Float,
    /// Whatever else: closures, function and raw pointers, `dyn` and `impl`.
    Other(String),
}

impl Ty {
    /// Reads a type, or one of the words that stand for one in a label («integer»).
    pub(crate) fn parse(text: &str) -> Ty {
        match text.trim().trim_matches('`') {
            "integer" | "{integer}" => Ty::Integer,
            "floating-point number" | "{float}" => Ty::Float,
            text => Reader { rest: text }.ty(),
        }
    }

    /// A type without arguments.
    pub(crate) fn named(name: &str) -> Ty {
        Ty::Named {
            name: name.to_owned(),
            args: Vec::new(),
        }
    }

    /// Whether it is the named type, whatever its arguments.
    pub(crate) fn is(&self, wanted: &str) -> bool {
        self.name() == Some(wanted)
    }

    /// Whether it is one of the named types.
    pub(crate) fn is_any(&self, wanted: &[&str]) -> bool {
        self.name().is_some_and(|name| wanted.contains(&name))
    }

    /// The last segment of a path.
    pub(crate) fn name(&self) -> Option<&str> {
        match self {
            Ty::Named { name, .. } => Some(name),
            _ => None,
        }
    }

    /// A generic argument, from 0.
    pub(crate) fn arg(&self, at: usize) -> Option<&Ty> {
        match self {
            Ty::Named { args, .. } => args.get(at),
            _ => None,
        }
    }

    /// What a reference points at.
    pub(crate) fn referent(&self) -> Option<&Ty> {
        match self {
            Ty::Ref { to, .. } => Some(to),
            _ => None,
        }
    }

    /// The type behind all references, and how many there are.
    pub(crate) fn bare(&self) -> (&Ty, usize) {
        let mut ty = self;
        let mut depth = 0;
        while let Ty::Ref { to, .. } = ty {
            ty = to;
            depth += 1;
        }
        (ty, depth)
    }

    /// The type behind all references, boxes and counted pointers, which a method call looks through.
    pub(crate) fn behind_pointers(&self) -> &Ty {
        let mut ty = self.bare().0;
        while let (true, Some(inner)) = (ty.is_any(&["Rc", "Arc", "Box"]), ty.arg(0)) {
            ty = inner.bare().0;
        }
        ty
    }

    /// What a vector, slice or array holds.
    pub(crate) fn element(&self) -> Option<&Ty> {
        match self {
            Ty::Slice(of) | Ty::Array(of, _) => Some(of),
            _ if self.is_any(&["Vec", "VecDeque"]) => self.arg(0),
            _ => None,
        }
    }

    /// `()`
    pub(crate) fn is_unit(&self) -> bool {
        matches!(self, Ty::Tuple(of) if of.is_empty())
    }

    /// An integer of known or open size.
    pub(crate) fn is_integer(&self) -> bool {
        *self == Ty::Integer || self.is_any(INTEGERS)
    }

    /// A float of known or open size.
    pub(crate) fn is_float(&self) -> bool {
        *self == Ty::Float || self.is_any(&["f32", "f64"])
    }

    /// An integer or a float.
    pub(crate) fn is_number(&self) -> bool {
        self.is_integer() || self.is_float()
    }

    /// `&str`
    pub(crate) fn is_str(&self) -> bool {
        self.referent().is_some_and(|to| to.is("str"))
    }

    /// `String` or `&str`, behind any references.
    pub(crate) fn is_text(&self) -> bool {
        self.bare().0.is_any(&["String", "str"])
    }

    /// Whether values of it are surely copied, not moved.
    pub(crate) fn is_copy(&self) -> bool {
        match self {
            Ty::Ref { mutable, .. } => !mutable,
            Ty::Tuple(of) => of.iter().all(Ty::is_copy),
            Ty::Array(of, _) => of.is_copy(),
            _ if self.is("Option") => self.arg(0).is_some_and(Ty::is_copy),
            _ => self.is_number() || self.is_any(&["bool", "char"]),
        }
    }

    /// Whether it is known, and no parameter that stands for any type.
    pub(crate) fn is_settled(&self) -> bool {
        let parameter =
            |name: &str| name.len() == 1 && name.starts_with(|one: char| one.is_uppercase());
        !matches!(self, Ty::Any) && !self.name().is_some_and(parameter)
    }

    /// Whether both may be the same type, given what is open in either.
    pub(crate) fn fits(&self, other: &Ty) -> bool {
        match (self, other) {
            (Ty::Any, _) | (_, Ty::Any) => true,
            (Ty::Integer, ty) | (ty, Ty::Integer) => ty.is_integer(),
            (Ty::Float, ty) | (ty, Ty::Float) => ty.is_float(),
            (Ty::Ref { mutable, to }, Ty::Ref { mutable: m, to: t }) => mutable == m && to.fits(t),
            (Ty::Slice(one), Ty::Slice(two)) | (Ty::Array(one, _), Ty::Array(two, _)) => {
                one.fits(two)
            }
            (Ty::Tuple(one), Ty::Tuple(two)) => one.len() == two.len() && all_fit(one, two),
            (Ty::Named { name, args }, Ty::Named { name: n, args: a }) => {
                name == n && all_fit(args, a)
            }
            _ => self == other,
        }
    }

    /// Whether it can be written in a program as it is: nothing in it is open or has no name.
    pub(crate) fn is_writable(&self) -> bool {
        match self {
            Ty::Ref { to, .. } | Ty::Slice(to) | Ty::Array(to, _) => to.is_writable(),
            Ty::Tuple(of) => of.iter().all(Ty::is_writable),
            Ty::Named { args, .. } => args.iter().all(Ty::is_writable),
            Ty::Any | Ty::Integer | Ty::Float => false,
            Ty::Other(text) => text.starts_with("dyn ") || text.starts_with("impl "),
        }
    }
}

fn all_fit(one: &[Ty], two: &[Ty]) -> bool {
    one.iter().zip(two).all(|(one, two)| one.fits(two))
}

/// The names of the integer types.
pub(crate) const INTEGERS: &[&str] = &[
    "u8", "i8", "u16", "i16", "u32", "i32", "u64", "i64", "u128", "i128", "usize", "isize",
];

impl fmt::Display for Ty {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let list = |of: &[Ty]| of.iter().map(Ty::to_string).collect::<Vec<_>>().join(", ");
        match self {
            Ty::Ref { mutable, to } => write!(f, "&{}{to}", if *mutable { "mut " } else { "" }),
            Ty::Named { name, args } if args.is_empty() => write!(f, "{name}"),
            Ty::Named { name, args } => write!(f, "{name}<{}>", list(args)),
            Ty::Slice(of) => write!(f, "[{of}]"),
            Ty::Array(of, length) => write!(f, "[{of}; {length}]"),
            Ty::Tuple(of) => write!(f, "({})", list(of)),
            Ty::Any => write!(f, "_"),
            Ty::Integer => write!(f, "i32"),
            Ty::Float => write!(f, "f64"),
            Ty::Other(text) => write!(f, "{text}"),
        }
    }
}

struct Reader<'t> {
    rest: &'t str,
}

impl<'t> Reader<'t> {
    fn ty(&mut self) -> Ty {
        self.blanks();
        if self.take("&") {
            self.lifetime();
            let mutable = self.take("mut ");
            let to = Box::new(self.ty());
            return Ty::Ref { mutable, to };
        }
        if self.take("{integer}") {
            return Ty::Integer;
        }
        if self.take("{float}") {
            return Ty::Float;
        }
        if self.rest.starts_with('[') {
            return self.sequence();
        }
        if self.rest.starts_with('(') && !self.rest.starts_with("(dyn ") {
            self.take("(");
            return Ty::Tuple(self.list(")"));
        }
        self.path_or_other()
    }

    fn sequence(&mut self) -> Ty {
        self.take("[");
        let of = Box::new(self.ty());
        self.blanks();
        let length = if self.take(";") {
            Some(self.balanced().trim().to_owned())
        } else {
            None
        };
        self.take("]");
        match length {
            Some(length) => Ty::Array(of, length),
            None => Ty::Slice(of),
        }
    }

    fn path_or_other(&mut self) -> Ty {
        let open = [
            "dyn ", "impl ", "fn(", "unsafe ", "extern ", "for<", "<", "{", "*", "(", "!",
        ];
        if open.iter().any(|word| self.rest.starts_with(word)) {
            return Ty::Other(self.balanced().to_owned());
        }
        let before = self.rest;
        let mut name = self.word();
        while self.take("::") {
            if self.rest.starts_with('<') {
                break;
            }
            name = self.word();
        }
        if name.is_empty() {
            return Ty::Other(self.balanced().to_owned());
        }
        if name == "_" {
            return Ty::Any;
        }
        let args = if self.take("<") {
            self.list(">")
        } else {
            Vec::new()
        };
        if self.rest.starts_with("::") || self.rest.starts_with('(') {
            self.rest = before;
            return Ty::Other(self.balanced().to_owned());
        }
        Ty::Named {
            name: name.to_owned(),
            args,
        }
    }

    /// Types with commas between them, and the bracket behind them. Lifetimes are left out.
    fn list(&mut self, end: &str) -> Vec<Ty> {
        let mut found = Vec::new();
        loop {
            self.blanks();
            if self.rest.is_empty() || self.take(end) {
                return found;
            }
            let length = self.rest.len();
            if self.rest.starts_with('\'') {
                self.balanced();
            } else {
                found.push(self.ty());
                // What is left of an argument that is no plain type, such as `Item = u8`.
                self.balanced();
            }
            self.take(",");
            if self.rest.len() == length {
                return found;
            }
        }
    }

    /// Everything up to a comma, a semicolon or a closing bracket that belongs to what is around.
    fn balanced(&mut self) -> &'t str {
        let mut depth = 0usize;
        let mut last = ' ';
        let mut end = self.rest.len();
        for (at, one) in self.rest.char_indices() {
            match one {
                '<' | '(' | '[' | '{' => depth += 1,
                '>' if last == '-' || last == '=' => {}
                '>' | ')' | ']' | '}' if depth > 0 => depth -= 1,
                ',' | ';' | '>' | ')' | ']' | '}' if depth == 0 => {
                    end = at;
                    break;
                }
                _ => {}
            }
            last = one;
        }
        let (taken, rest) = self.rest.split_at(end);
        self.rest = rest;
        taken
    }

    fn word(&mut self) -> &'t str {
        let end = self
            .rest
            .find(|one: char| !one.is_alphanumeric() && one != '_')
            .unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at(end);
        self.rest = rest;
        word
    }

    fn lifetime(&mut self) {
        if self.take("'") {
            self.word();
            self.blanks();
        }
    }

    fn blanks(&mut self) {
        self.rest = self.rest.trim_start();
    }

    fn take(&mut self, word: &str) -> bool {
        let Some(rest) = self.rest.strip_prefix(word) else {
            return false;
        };
        self.rest = rest;
        true
    }
}

#[cfg(test)]
mod tests;
