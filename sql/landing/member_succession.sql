-- What took the place of members of lists that ended, by name: a programme's projects and those of the
-- next.
CREATE VIEW mart.member_succession AS
{union};
COMMENT ON VIEW mart.member_succession IS 'Mục của danh mục (như dự án của chương trình) đã kết thúc, mục thay thế và mức so sánh được của số liệu';
COMMENT ON COLUMN mart.member_succession.list IS 'Mã danh mục; nguồn: ref.member_succession';
COMMENT ON COLUMN mart.member_succession.old_id IS 'Mã mục đã kết thúc; nguồn: ref.member_succession';
COMMENT ON COLUMN mart.member_succession.old_name IS 'Tên mục đã kết thúc; nguồn: danh mục';
COMMENT ON COLUMN mart.member_succession.new_id IS 'Mã mục thay thế, để trống nếu không có; nguồn: ref.member_succession';
COMMENT ON COLUMN mart.member_succession.new_name IS 'Tên mục thay thế, để trống nếu không có; nguồn: danh mục';
COMMENT ON COLUMN mart.member_succession.changed_on IS 'Ngày đầu tiên của mục thay thế; nguồn: ref.member_succession';
COMMENT ON COLUMN mart.member_succession.share IS 'Số liệu của mục đã kết thúc thuộc mục thay thế: whole (toàn bộ), part (một phần) hoặc none (không so sánh được); nguồn: ref.member_succession';
COMMENT ON COLUMN mart.member_succession.mark IS 'published (đã công bố), derived (suy ra) hay assumed (giả định); nguồn: ref.member_succession';
COMMENT ON COLUMN mart.member_succession.note IS 'Ghi chú của người lập danh mục; nguồn: ref.member_succession';
