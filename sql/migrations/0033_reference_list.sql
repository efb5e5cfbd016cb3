CREATE TABLE ref.reference_list (
    id text PRIMARY KEY,
    word text NOT NULL,
    examples text NOT NULL,
    leading_words text NOT NULL,
    above text NOT NULL,
    part text NOT NULL,
    part_word text NOT NULL,
    note text NOT NULL
);
COMMENT ON TABLE ref.reference_list IS 'The lists whose members columns of forms may name';
