//! The grammar's kinds of nodes and fields, by number: their names are looked up once.

use crate::text::Range;
use std::num::NonZeroU16;
use std::sync::LazyLock;
use tree_sitter::TreeCursor;

/// An enumeration of names of the grammar, and what each is called there.
macro_rules! names {
    ($(#[$doc:meta])* $enum:ident { $($name:ident = $text:literal,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(super) enum $enum {
            $($name,)*
        }

        impl $enum {
            const ALL: &[(Self, &str)] = &[$((Self::$name, $text),)*];
        }
    };
}

names! {
    /// The kinds of nodes that mean something here; a token has the kind of its text.
    Kind {
        Other = "",
        Error = "ERROR",
        AliasedImport = "aliased_import",
        AsPattern = "as_pattern",
        AsPatternTarget = "as_pattern_target",
        AssertStatement = "assert_statement",
        Assignment = "assignment",
        Async = "async",
        Attribute = "attribute",
        AugmentedAssignment = "augmented_assignment",
        Await = "await",
        BinaryOperator = "binary_operator",
        Block = "block",
        BooleanOperator = "boolean_operator",
        BreakStatement = "break_statement",
        Call = "call",
        CaseClause = "case_clause",
        CasePattern = "case_pattern",
        ClassDefinition = "class_definition",
        ClassPattern = "class_pattern",
        Comment = "comment",
        ComparisonOperator = "comparison_operator",
        ConcatenatedString = "concatenated_string",
        ConditionalExpression = "conditional_expression",
        ContinueStatement = "continue_statement",
        DecoratedDefinition = "decorated_definition",
        Decorator = "decorator",
        DefaultParameter = "default_parameter",
        DeleteStatement = "delete_statement",
        Dictionary = "dictionary",
        DictionaryComprehension = "dictionary_comprehension",
        DictionarySplat = "dictionary_splat",
        DictionarySplatPattern = "dictionary_splat_pattern",
        DottedName = "dotted_name",
        Ellipsis = "ellipsis",
        ElseClause = "else_clause",
        ExceptClause = "except_clause",
        ExecStatement = "exec_statement",
        ExpressionList = "expression_list",
        ExpressionStatement = "expression_statement",
        False = "false",
        FinallyClause = "finally_clause",
        Float = "float",
        ForInClause = "for_in_clause",
        ForStatement = "for_statement",
        From = "from",
        FunctionDefinition = "function_definition",
        FutureImportStatement = "future_import_statement",
        GeneratorExpression = "generator_expression",
        GenericType = "generic_type",
        GlobalStatement = "global_statement",
        Identifier = "identifier",
        IfClause = "if_clause",
        IfStatement = "if_statement",
        ImportFromStatement = "import_from_statement",
        ImportStatement = "import_statement",
        Integer = "integer",
        Interpolation = "interpolation",
        KeywordArgument = "keyword_argument",
        KeywordPattern = "keyword_pattern",
        Lambda = "lambda",
        LineContinuation = "line_continuation",
        List = "list",
        ListComprehension = "list_comprehension",
        ListPattern = "list_pattern",
        KeywordSeparator = "keyword_separator",
        ListSplat = "list_splat",
        ListSplatPattern = "list_splat_pattern",
        MatchStatement = "match_statement",
        NamedExpression = "named_expression",
        None = "none",
        NonlocalStatement = "nonlocal_statement",
        NotOperator = "not_operator",
        Pair = "pair",
        ParenthesizedExpression = "parenthesized_expression",
        ParenthesizedListSplat = "parenthesized_list_splat",
        PassStatement = "pass_statement",
        PatternList = "pattern_list",
        PrintStatement = "print_statement",
        RaiseStatement = "raise_statement",
        ReturnStatement = "return_statement",
        Set = "set",
        SetComprehension = "set_comprehension",
        Slice = "slice",
        String = "string",
        StringContent = "string_content",
        Subscript = "subscript",
        True = "true",
        TryStatement = "try_statement",
        Tuple = "tuple",
        TuplePattern = "tuple_pattern",
        Type = "type",
        TypeAliasStatement = "type_alias_statement",
        TypedDefaultParameter = "typed_default_parameter",
        TypedParameter = "typed_parameter",
        UnaryOperator = "unary_operator",
        WhileStatement = "while_statement",
        WildcardImport = "wildcard_import",
        WithClause = "with_clause",
        WithStatement = "with_statement",
        Yield = "yield",
    }
}

names! {
    /// The fields that are looked for.
    Field {
        Alias = "alias",
        Alternative = "alternative",
        Argument = "argument",
        Arguments = "arguments",
        Attribute = "attribute",
        Body = "body",
        Cause = "cause",
        Condition = "condition",
        Consequence = "consequence",
        Definition = "definition",
        Expression = "expression",
        Function = "function",
        Guard = "guard",
        Left = "left",
        ModuleName = "module_name",
        Name = "name",
        Object = "object",
        Operator = "operator",
        Operators = "operators",
        Parameters = "parameters",
        Right = "right",
        Subject = "subject",
        Subscript = "subscript",
        Superclasses = "superclasses",
        Type = "type",
        TypeParameters = "type_parameters",
        Value = "value",
    }
}

/// What the names of the grammar are as numbers.
struct Grammar {
    /// By the number of a kind; errors have none here.
    kinds: Vec<Kind>,
    /// By the position in [`Field::ALL`].
    fields: Vec<Option<NonZeroU16>>,
}

static GRAMMAR: LazyLock<Grammar> = LazyLock::new(|| {
    let language = tree_sitter::Language::new(tree_sitter_python::LANGUAGE);
    let kind = |id| {
        let name = language.node_kind_for_id(id).unwrap_or_default();
        let known = Kind::ALL.iter().find(|(_, known)| *known == name);
        known.map_or(Kind::Other, |(kind, _)| *kind)
    };
    let field = |(_, name): &(Field, &str)| language.field_id_for_name(name);
    Grammar {
        kinds: (0..language.node_kind_count() as u16).map(kind).collect(),
        fields: Field::ALL.iter().map(field).collect(),
    }
});

impl Field {
    fn id(self) -> Option<NonZeroU16> {
        GRAMMAR.fields.get(self as usize).copied().flatten()
    }
}

/// A node of the concrete tree.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Node<'t>(pub tree_sitter::Node<'t>);

impl<'t> Node<'t> {
    /// What it is.
    pub fn kind(self) -> Kind {
        const ERROR: u16 = u16::MAX;
        match self.0.kind_id() {
            ERROR => Kind::Error,
            id => GRAMMAR
                .kinds
                .get(usize::from(id))
                .copied()
                .unwrap_or(Kind::Other),
        }
    }

    /// The text of a token, such as that of an operator.
    pub fn token(self) -> &'t str {
        self.0.kind()
    }

    /// Where it stands.
    pub fn range(self) -> Range {
        Range::new(self.0.start_byte() as u32, self.0.end_byte() as u32)
    }

    /// Whether it stands on more than one line.
    pub fn spans_lines(self) -> bool {
        self.0.start_position().row != self.0.end_position().row
    }

    /// The child in a field.
    pub fn field(self, field: Field) -> Option<Self> {
        self.0.child_by_field_id(field.id()?.into()).map(Self)
    }

    /// The children in a field.
    pub fn fields(self, field: Field) -> Vec<Self> {
        let Some(id) = field.id() else {
            return Vec::new();
        };
        let mut cursor = self.0.walk();
        let children = self.0.children_by_field_id(id, &mut cursor);
        children.map(Self).collect()
    }

    /// The named children; `cursor` is only used again.
    pub fn named_children<'c>(
        self,
        cursor: &'c mut TreeCursor<'t>,
    ) -> impl Iterator<Item = Self> + use<'c, 't> {
        cursor.reset(self.0);
        let mut more = cursor.goto_first_child();
        std::iter::from_fn(move || {
            while more {
                let child = cursor.node();
                more = cursor.goto_next_sibling();
                if child.is_named() {
                    return Some(Self(child));
                }
            }
            None
        })
    }

    /// A child, by its position.
    pub fn child(self, at: u32) -> Option<Self> {
        self.0.child(at).map(Self)
    }

    /// Whether it is no token.
    pub fn is_named(self) -> bool {
        self.0.is_named()
    }
}
