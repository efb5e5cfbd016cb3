-- Reference data, each row valid from a day (inclusive) to a day (exclusive).
-- No two rows of one key may be valid on the same day: the exclusion constraints see to it.
-- A text key becomes a one-value range of its hash, so that plain GiST can compare it; two keys
-- with one hash could only be refused wrongly, never overlap unseen.
CREATE SCHEMA ref;
CREATE SCHEMA landing;
CREATE SCHEMA mart;
CREATE SCHEMA release;
COMMENT ON SCHEMA registry IS 'What was received and what became of it';
COMMENT ON SCHEMA ref IS 'Reference data, effective-dated, from sql/seeds and expectations';
COMMENT ON SCHEMA landing IS 'Accepted returns, one table a form, as the agencies sent them';
COMMENT ON SCHEMA mart IS 'Views that reports and analysts read';
COMMENT ON SCHEMA release IS 'Reports as they were issued';
COMMENT ON TABLE registry.schema_version IS 'The last migration that was run';
COMMENT ON COLUMN registry.schema_version.version_num IS 'Number of the migration; source: sql/migrations';

CREATE FUNCTION ref.key_range(key text) RETURNS int8range
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN int8range(hashtextextended(key, 0), hashtextextended(key, 0), '[]');
COMMENT ON FUNCTION ref.key_range(text) IS 'One-value range of a text key, for exclusion constraints';

CREATE TABLE ref.period (
    key text PRIMARY KEY,
    kind text NOT NULL CHECK (kind IN ('quarter', 'six_months', 'nine_months', 'year')),
    year integer NOT NULL,
    starts_on date NOT NULL,
    ends_on date NOT NULL,
    title text NOT NULL,
    CHECK (starts_on <= ends_on)
);
COMMENT ON TABLE ref.period IS 'Reporting periods of Nghị định 09/2019/NĐ-CP';
COMMENT ON COLUMN ref.period.key IS 'Key such as 2020, 2020-Q1, 2020-H1; source: etl/model/periods.py';
COMMENT ON COLUMN ref.period.kind IS 'quarter, six_months, nine_months or year';
COMMENT ON COLUMN ref.period.year IS 'Year of the report';
COMMENT ON COLUMN ref.period.starts_on IS 'First day of the data window';
COMMENT ON COLUMN ref.period.ends_on IS 'Cut-off day, inclusive';
COMMENT ON COLUMN ref.period.title IS 'Title in Vietnamese, as printed';

CREATE TABLE ref.holiday (
    day date PRIMARY KEY,
    name text NOT NULL
);
COMMENT ON TABLE ref.holiday IS 'Public holidays of Vietnam, which deadlines step over';
COMMENT ON COLUMN ref.holiday.day IS 'The day off; source: the holidays library';
COMMENT ON COLUMN ref.holiday.name IS 'Name of the holiday in Vietnamese; source: the holidays library';

CREATE FUNCTION ref.working_day_after(day date, count integer) RETURNS date
LANGUAGE sql STABLE STRICT
RETURN (
    SELECT working_day_after.day + distance
    FROM generate_series(1, 40 + working_day_after.count * 2) AS distance
    WHERE extract(isodow FROM working_day_after.day + distance) < 6
      AND NOT EXISTS (SELECT FROM ref.holiday WHERE holiday.day = working_day_after.day + distance)
    ORDER BY distance
    OFFSET greatest(working_day_after.count, 1) - 1 LIMIT 1
);
COMMENT ON FUNCTION ref.working_day_after(date, integer) IS 'The n-th working day after a day';

CREATE TABLE ref.area (
    id text PRIMARY KEY,
    code text NOT NULL,
    kind text NOT NULL,
    name text NOT NULL,
    parent_code text NOT NULL,
    valid_from date NOT NULL,
    valid_to date,
    area_class text,
    note text NOT NULL,
    CHECK (valid_to IS NULL OR valid_from < valid_to),
    CONSTRAINT area_one_at_a_time EXCLUDE USING gist (
        ref.key_range(code) WITH &&, daterange(valid_from, valid_to) WITH &&)
);
CREATE INDEX ON ref.area (code, valid_from);
COMMENT ON TABLE ref.area IS 'Places; codes are used again, so identity is code and first day';
COMMENT ON COLUMN ref.area.id IS 'code@valid_from; source: sql/seeds/area.csv';
COMMENT ON COLUMN ref.area.code IS 'Official code: 2 digits province, 3 district, 5 commune; source: sql/seeds/area.csv';
COMMENT ON COLUMN ref.area.kind IS 'tinh, huyen, thanh_pho, thi_tran, xa or phuong; source: sql/seeds/area.csv';
COMMENT ON COLUMN ref.area.name IS 'Name with its kind, as printed; source: sql/seeds/area.csv';
COMMENT ON COLUMN ref.area.parent_code IS 'Code of the place above, empty for the province; source: sql/seeds/area.csv';
COMMENT ON COLUMN ref.area.valid_from IS 'First day; source: sql/seeds/area.csv';
COMMENT ON COLUMN ref.area.valid_to IS 'Day after the last, empty while it exists; source: sql/seeds/area.csv';
COMMENT ON COLUMN ref.area.area_class IS 'Khu vực I, II or III, where known; source: sql/seeds/area.csv';
COMMENT ON COLUMN ref.area.note IS 'Remark of who keeps the list; source: sql/seeds/area.csv';

CREATE TABLE ref.agency (
    id text NOT NULL,
    name text NOT NULL,
    short_name text NOT NULL,
    kind text NOT NULL,
    area_code text NOT NULL,
    valid_from date NOT NULL,
    valid_to date,
    successor_id text NOT NULL,
    responsibility text NOT NULL,
    note text NOT NULL,
    PRIMARY KEY (id, valid_from),
    CHECK (valid_to IS NULL OR valid_from < valid_to),
    CONSTRAINT agency_one_at_a_time EXCLUDE USING gist (
        ref.key_range(id) WITH &&, daterange(valid_from, valid_to) WITH &&)
);
COMMENT ON TABLE ref.agency IS 'Bodies that send returns';
COMMENT ON COLUMN ref.agency.id IS 'Our id of the agency; source: sql/seeds/agency.csv';
COMMENT ON COLUMN ref.agency.name IS 'Full name, as printed; source: sql/seeds/agency.csv';
COMMENT ON COLUMN ref.agency.short_name IS 'Short name, as printed in tables; source: sql/seeds/agency.csv';
COMMENT ON COLUMN ref.agency.kind IS 'board, province_department, police, military, front or district; source: sql/seeds/agency.csv';
COMMENT ON COLUMN ref.agency.area_code IS 'Code of its district, empty for provincial bodies; source: sql/seeds/agency.csv';
COMMENT ON COLUMN ref.agency.valid_from IS 'First day; source: sql/seeds/agency.csv';
COMMENT ON COLUMN ref.agency.valid_to IS 'Day after the last, empty while it exists; source: sql/seeds/agency.csv';
COMMENT ON COLUMN ref.agency.successor_id IS 'Agency that took over its duties, or empty; source: sql/seeds/agency.csv';
COMMENT ON COLUMN ref.agency.responsibility IS 'What it answers for, in Vietnamese; source: sql/seeds/agency.csv';
COMMENT ON COLUMN ref.agency.note IS 'Remark of who keeps the list; source: sql/seeds/agency.csv';

CREATE TABLE ref.ethnic_group (
    id text NOT NULL,
    name text NOT NULL,
    variants text NOT NULL,
    code_1979 text NOT NULL,
    code_2008 text NOT NULL,
    is_minority boolean NOT NULL,
    is_listed boolean NOT NULL,
    valid_from date NOT NULL,
    valid_to date,
    note text NOT NULL,
    PRIMARY KEY (id, valid_from),
    CHECK (valid_to IS NULL OR valid_from < valid_to),
    CONSTRAINT ethnic_group_one_at_a_time EXCLUDE USING gist (
        ref.key_range(id) WITH &&, daterange(valid_from, valid_to) WITH &&)
);
COMMENT ON TABLE ref.ethnic_group IS 'Ethnic groups with their codes in the two official lists';
COMMENT ON COLUMN ref.ethnic_group.id IS 'Our id of the group; source: sql/seeds/ethnic_group.csv';
COMMENT ON COLUMN ref.ethnic_group.name IS 'Name, as printed; source: sql/seeds/ethnic_group.csv';
COMMENT ON COLUMN ref.ethnic_group.variants IS 'Other spellings, separated by |; source: sql/seeds/ethnic_group.csv';
COMMENT ON COLUMN ref.ethnic_group.code_1979 IS 'Code in Quyết định 121 of 1979, or empty; source: sql/seeds/ethnic_group.csv';
COMMENT ON COLUMN ref.ethnic_group.code_2008 IS 'Code in Quyết định 1019 of 2008, or empty; source: sql/seeds/ethnic_group.csv';
COMMENT ON COLUMN ref.ethnic_group.is_minority IS 'Whether it counts as an ethnic minority; source: sql/seeds/ethnic_group.csv';
COMMENT ON COLUMN ref.ethnic_group.is_listed IS 'Whether blank workbooks list it; source: sql/seeds/ethnic_group.csv';
COMMENT ON COLUMN ref.ethnic_group.valid_from IS 'First day; source: sql/seeds/ethnic_group.csv';
COMMENT ON COLUMN ref.ethnic_group.valid_to IS 'Day after the last, or empty; source: sql/seeds/ethnic_group.csv';
COMMENT ON COLUMN ref.ethnic_group.note IS 'Remark of who keeps the list; source: sql/seeds/ethnic_group.csv';

CREATE TABLE ref.obligation (
    agency_id text NOT NULL,
    agency_kind text NOT NULL,
    form_id text NOT NULL,
    frequency text NOT NULL CHECK (frequency IN ('quarter', 'six_months', 'nine_months', 'year')),
    valid_from date NOT NULL,
    valid_to date,
    PRIMARY KEY (agency_id, agency_kind, form_id, frequency, valid_from),
    CHECK ((agency_id = '') <> (agency_kind = '')),
    CHECK (valid_to IS NULL OR valid_from < valid_to),
    CONSTRAINT obligation_one_at_a_time EXCLUDE USING gist (
        ref.key_range(agency_id || '|' || agency_kind || '|' || form_id || '|' || frequency) WITH &&,
        daterange(valid_from, valid_to) WITH &&)
);
COMMENT ON TABLE ref.obligation IS 'Who owes which form, and how often';
COMMENT ON COLUMN ref.obligation.agency_id IS 'The agency, or empty when a whole kind owes it; source: sql/seeds/obligation.csv';
COMMENT ON COLUMN ref.obligation.agency_kind IS 'The kind of agency, or empty when one agency owes it; source: sql/seeds/obligation.csv';
COMMENT ON COLUMN ref.obligation.form_id IS 'The form owed; source: sql/seeds/obligation.csv';
COMMENT ON COLUMN ref.obligation.frequency IS 'Kind of period it is owed for; source: sql/seeds/obligation.csv';
COMMENT ON COLUMN ref.obligation.valid_from IS 'First day; source: sql/seeds/obligation.csv';
COMMENT ON COLUMN ref.obligation.valid_to IS 'Day after the last, or empty; source: sql/seeds/obligation.csv';

CREATE TABLE ref.deadline (
    period_kind text NOT NULL,
    agency_kind text NOT NULL,
    working_days_after_cutoff integer NOT NULL CHECK (working_days_after_cutoff > 0),
    basis text NOT NULL,
    valid_from date NOT NULL,
    valid_to date,
    PRIMARY KEY (period_kind, agency_kind, valid_from),
    CHECK (valid_to IS NULL OR valid_from < valid_to),
    CONSTRAINT deadline_one_at_a_time EXCLUDE USING gist (
        ref.key_range(period_kind || '|' || agency_kind) WITH &&,
        daterange(valid_from, valid_to) WITH &&)
);
COMMENT ON TABLE ref.deadline IS 'How long after the cut-off day each kind of agency may send';
COMMENT ON COLUMN ref.deadline.period_kind IS 'Kind of period; source: sql/seeds/deadline.csv';
COMMENT ON COLUMN ref.deadline.agency_kind IS 'Kind of agency; source: sql/seeds/deadline.csv';
COMMENT ON COLUMN ref.deadline.working_days_after_cutoff IS 'Working days after the cut-off day; source: sql/seeds/deadline.csv';
COMMENT ON COLUMN ref.deadline.basis IS 'Legal basis, or that it is an assumption; source: sql/seeds/deadline.csv';
COMMENT ON COLUMN ref.deadline.valid_from IS 'First day; source: sql/seeds/deadline.csv';
COMMENT ON COLUMN ref.deadline.valid_to IS 'Day after the last, or empty; source: sql/seeds/deadline.csv';

CREATE TABLE ref.target (
    indicator_id text NOT NULL,
    indicator text NOT NULL,
    document text NOT NULL,
    year integer NOT NULL,
    comparison text NOT NULL CHECK (comparison IN ('=', '>', '>=', '<', '<=', 'range')),
    value numeric,
    value_high numeric,
    unit text NOT NULL,
    basis text NOT NULL,
    valid_from date NOT NULL,
    valid_to date,
    wording text NOT NULL,
    note text NOT NULL,
    PRIMARY KEY (indicator_id, document, year, valid_from),
    CHECK (valid_to IS NULL OR valid_from < valid_to),
    CHECK ((comparison = 'range') = (value_high IS NOT NULL)),
    CONSTRAINT target_one_at_a_time EXCLUDE USING gist (
        ref.key_range(indicator_id || '|' || document || '|' || year::text) WITH &&,
        daterange(valid_from, valid_to) WITH &&)
);
COMMENT ON TABLE ref.target IS 'Targets that documents set; different documents may set different ones';
COMMENT ON COLUMN ref.target.indicator_id IS 'Our id of the indicator; source: sql/seeds/target.csv';
COMMENT ON COLUMN ref.target.indicator IS 'The indicator in Vietnamese; source: sql/seeds/target.csv';
COMMENT ON COLUMN ref.target.document IS 'Document that sets the target; source: sql/seeds/target.csv';
COMMENT ON COLUMN ref.target.year IS 'Year by which it is to be reached; source: sql/seeds/target.csv';
COMMENT ON COLUMN ref.target.comparison IS '=, >, >=, <, <= or range (value to value_high); source: sql/seeds/target.csv';
COMMENT ON COLUMN ref.target.value IS 'Target value in its unit, empty when the document gives none; source: sql/seeds/target.csv';
COMMENT ON COLUMN ref.target.value_high IS 'Upper end of a range in its unit; source: sql/seeds/target.csv';
COMMENT ON COLUMN ref.target.unit IS 'Unit of the value; source: sql/seeds/target.csv';
COMMENT ON COLUMN ref.target.basis IS 'What a share is taken of; source: sql/seeds/target.csv';
COMMENT ON COLUMN ref.target.valid_from IS 'First day; source: sql/seeds/target.csv';
COMMENT ON COLUMN ref.target.valid_to IS 'Day after the last, or empty; source: sql/seeds/target.csv';
COMMENT ON COLUMN ref.target.wording IS 'How the document words it; source: sql/seeds/target.csv';
COMMENT ON COLUMN ref.target.note IS 'Remark of who keeps the list; source: sql/seeds/target.csv';

CREATE TABLE ref.form (
    id text PRIMARY KEY,
    number text NOT NULL,
    title text NOT NULL,
    sheet text NOT NULL,
    edition text NOT NULL,
    unit text NOT NULL,
    description text NOT NULL,
    legal_basis text NOT NULL,
    frequencies text[] NOT NULL,
    key_columns text[] NOT NULL,
    label_columns text[] NOT NULL,
    holds_personal_data boolean NOT NULL
);
COMMENT ON TABLE ref.form IS 'The forms, as their data contracts declare them';
COMMENT ON COLUMN ref.form.id IS 'Id of the form; source: expectations/*.odcs.yaml';
COMMENT ON COLUMN ref.form.number IS 'Printed number of the form; source: expectations/*.odcs.yaml';
COMMENT ON COLUMN ref.form.title IS 'Printed title; source: expectations/*.odcs.yaml';
COMMENT ON COLUMN ref.form.sheet IS 'Name of its sheet in the blank workbook; source: expectations/*.odcs.yaml';
COMMENT ON COLUMN ref.form.edition IS 'Version of the contract; source: expectations/*.odcs.yaml';
COMMENT ON COLUMN ref.form.unit IS 'Printed unit of the sheet; source: expectations/*.odcs.yaml';
COMMENT ON COLUMN ref.form.description IS 'Purpose; source: expectations/*.odcs.yaml';
COMMENT ON COLUMN ref.form.legal_basis IS 'Legal basis, or empty; source: expectations/*.odcs.yaml';
COMMENT ON COLUMN ref.form.frequencies IS 'Kinds of period it is sent for; source: expectations/*.odcs.yaml';
COMMENT ON COLUMN ref.form.key_columns IS 'Columns that identify a row; source: expectations/*.odcs.yaml';
COMMENT ON COLUMN ref.form.label_columns IS 'Columns that name a row to a person; source: expectations/*.odcs.yaml';
COMMENT ON COLUMN ref.form.holds_personal_data IS 'Whether a column holds personal data; source: expectations/*.odcs.yaml';

CREATE TABLE ref.form_column (
    form_id text NOT NULL,
    name text NOT NULL,
    position integer NOT NULL,
    code text NOT NULL,
    header text NOT NULL,
    header_group text NOT NULL,
    type text NOT NULL,
    unit text NOT NULL,
    measure text NOT NULL,
    is_required boolean NOT NULL,
    is_personal boolean NOT NULL,
    is_totalled boolean NOT NULL,
    choices jsonb NOT NULL,
    valid_from date,
    valid_to date,
    PRIMARY KEY (form_id, name)
);
COMMENT ON TABLE ref.form_column IS 'The columns of the forms, as their data contracts declare them';
COMMENT ON COLUMN ref.form_column.form_id IS 'Id of the form; source: expectations/*.odcs.yaml';
COMMENT ON COLUMN ref.form_column.name IS 'Name of the column in the warehouse; source: expectations/*.odcs.yaml';
COMMENT ON COLUMN ref.form_column.position IS 'Order in the sheet, from 1; source: expectations/*.odcs.yaml';
COMMENT ON COLUMN ref.form_column.code IS 'Printed column code; source: expectations/*.odcs.yaml';
COMMENT ON COLUMN ref.form_column.header IS 'Printed header; source: expectations/*.odcs.yaml';
COMMENT ON COLUMN ref.form_column.header_group IS 'Header above, or empty; source: expectations/*.odcs.yaml';
COMMENT ON COLUMN ref.form_column.type IS 'What a cell holds; source: expectations/*.odcs.yaml';
COMMENT ON COLUMN ref.form_column.unit IS 'Printed unit, or empty; source: expectations/*.odcs.yaml';
COMMENT ON COLUMN ref.form_column.measure IS 'flow, stock or empty; source: expectations/*.odcs.yaml';
COMMENT ON COLUMN ref.form_column.is_required IS 'Whether a cell must be filled; source: expectations/*.odcs.yaml';
COMMENT ON COLUMN ref.form_column.is_personal IS 'Whether it holds personal data; source: expectations/*.odcs.yaml';
COMMENT ON COLUMN ref.form_column.is_totalled IS 'Whether the total row sums it; source: expectations/*.odcs.yaml';
COMMENT ON COLUMN ref.form_column.choices IS 'Stored value to printed label; source: expectations/*.odcs.yaml';
COMMENT ON COLUMN ref.form_column.valid_from IS 'First day, or empty; source: expectations/*.odcs.yaml';
COMMENT ON COLUMN ref.form_column.valid_to IS 'Day after the last, or empty; source: expectations/*.odcs.yaml';

CREATE TABLE ref.rule (
    id text PRIMARY KEY,
    form_id text NOT NULL,
    severity text NOT NULL CHECK (severity IN ('critical', 'warning', 'info')),
    rung integer NOT NULL CHECK (rung BETWEEN 1 AND 6),
    title text NOT NULL,
    message text NOT NULL,
    basis text NOT NULL,
    columns text[] NOT NULL
);
COMMENT ON TABLE ref.rule IS 'The rules of the forms, as their data contracts declare them';
COMMENT ON COLUMN ref.rule.id IS 'Id of the rule; source: expectations/*.odcs.yaml';
COMMENT ON COLUMN ref.rule.form_id IS 'Form it judges; source: expectations/*.odcs.yaml';
COMMENT ON COLUMN ref.rule.severity IS 'critical, warning or info; source: expectations/*.odcs.yaml';
COMMENT ON COLUMN ref.rule.rung IS 'Rung of the ladder of checks, 1 to 6; source: expectations/*.odcs.yaml';
COMMENT ON COLUMN ref.rule.title IS 'What it demands, in Vietnamese; source: expectations/*.odcs.yaml';
COMMENT ON COLUMN ref.rule.message IS 'Sentence with placeholders; source: expectations/*.odcs.yaml';
COMMENT ON COLUMN ref.rule.basis IS 'Legal basis, or empty; source: expectations/*.odcs.yaml';
COMMENT ON COLUMN ref.rule.columns IS 'Columns whose cells are marked; source: expectations/*.odcs.yaml';
