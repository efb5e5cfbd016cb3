-- A list whose members columns may name: filled from sql/seeds/{list}.csv.
CREATE TABLE IF NOT EXISTS ref."{list}" (
    id text NOT NULL,
    name text NOT NULL,
    variants text NOT NULL DEFAULT '',
    parent_id text NOT NULL DEFAULT '',
    is_listed boolean NOT NULL DEFAULT true,
    agencies text NOT NULL DEFAULT '',
    valid_from date NOT NULL,
    valid_to date,
    note text NOT NULL DEFAULT '',
    PRIMARY KEY (id, valid_from),
    CHECK (valid_to IS NULL OR valid_from < valid_to),
    EXCLUDE USING gist (ref.key_range(id) WITH &&, daterange(valid_from, valid_to) WITH &&)
);
COMMENT ON TABLE ref."{list}" IS 'Danh mục {word}';
COMMENT ON COLUMN ref."{list}".id IS 'Mã {word} trong hệ thống; nguồn: sql/seeds/{list}.csv';
COMMENT ON COLUMN ref."{list}".name IS 'Tên {word} như in trong biểu; nguồn: sql/seeds/{list}.csv';
COMMENT ON COLUMN ref."{list}".variants IS 'Các cách viết khác, cách nhau bằng dấu |; nguồn: sql/seeds/{list}.csv';
COMMENT ON COLUMN ref."{list}".parent_id IS 'Mã trong danh mục cấp trên, để trống nếu không có; nguồn: sql/seeds/{list}.csv';
COMMENT ON COLUMN ref."{list}".is_listed IS 'Có được in sẵn trong biểu mẫu trống hay không; nguồn: sql/seeds/{list}.csv';
COMMENT ON COLUMN ref."{list}".agencies IS 'Mã cơ quan hoặc loại cơ quan được in sẵn dòng này, cách nhau bằng dấu |, để trống nếu là mọi cơ quan; nguồn: sql/seeds/{list}.csv';
COMMENT ON COLUMN ref."{list}".valid_from IS 'Ngày bắt đầu hiệu lực; nguồn: sql/seeds/{list}.csv';
COMMENT ON COLUMN ref."{list}".valid_to IS 'Ngày hết hiệu lực (không tính ngày đó), để trống nếu còn hiệu lực; nguồn: sql/seeds/{list}.csv';
COMMENT ON COLUMN ref."{list}".note IS 'Ghi chú của người lập danh mục; nguồn: sql/seeds/{list}.csv';
