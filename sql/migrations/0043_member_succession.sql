-- What of a list took the place of a member that ended, and whether figures of the two compare.
CREATE TABLE ref.member_succession (
    list text NOT NULL,
    old_id text NOT NULL,
    new_id text NOT NULL DEFAULT '',
    changed_on date NOT NULL,
    share text NOT NULL CHECK (share IN ('whole', 'part', 'none')),
    mark text NOT NULL CHECK (mark IN ('published', 'derived', 'assumed')),
    note text NOT NULL DEFAULT '',
    PRIMARY KEY (list, old_id, new_id, changed_on),
    CHECK (new_id <> '' OR share = 'none')
);
