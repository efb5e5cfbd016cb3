"""What officers type for a reason: words that say none, and short ones that do."""

from __future__ import annotations

SAYING_NOTHING = (
    *("khong co ly do", "Lý do: không có", "Giải trình:", "Ghi chú", "Không, không có lý do gì"),
    *("Sẽ giải trình sau", "đang cập nhật", "để trống", "không rõ nguyên nhân", "xxx", "kk", "ok"),
    *(
        "Không áp dụng",
        "như dòng trên",
        "600 tr.đ",
        "1.234,5 triệu đồng",
        "VNĐ",
        "#VALUE!",
        "INF",
        "Infinity",
        "-1.#IND",
        "IV",
    ),
    *("=A11&B11", "='Trang 1'!B2", '=+IMAGE("x")', '=@IMAGE("x")', "hình ảnh", "image1.png"),
    *("(ghi lý do)", "Nhập lý do vào đây", "de nghi neu ro ly do", "[Ghi chú]", "Lý do khác", "có"),
    *("12 hộ", "12hộ.", "5 công trình", "3 thang", "12 hộ nghèo, 30 khẩu", "số: 12", "10,5 ha"),
    *("abc", "asdf", "ABC", "QWERTY", "asdasd", "sdfjk", "abc xyz", "123abc", "aaa bbb", "haha"),
    *("Bla bla", "Lý do: abc", "ưerty", "a b c", "bla" * 26, "như ô trên", "xem dòng trên"),
    *("Tương tự", "xong", "Đã có rồi", "đúng rồi", "OK ạ", "do khác", "vâng", "chờ", "dat", "hộ"),
    *("ngày 15 tháng 3 năm 2020", "tháng 3/2020", "Quý III/2020", "K\u200bhông\u00a0có gì"),
)
SAYING_SOMETHING = (
    *("Giá tăng", "bù giá", "Covid", "mưa lũ", "QĐ 12/QĐ-UBND", "bổ sung vốn", "GPMB", "lũ"),
    *("Không có mặt bằng", "Chưa giải ngân", "Không thay đổi so với năm trước", "Do bổ sung thêm"),
    *("Giải trình: giá tăng", "Không phải do giá, do thiết kế", "Tăng 12 hộ", "Nghỉ Tết", "DA"),
    *("Do mưa lũ", "Chưa có mặt bằng", "Sáp nhập thôn", "Nhập sai kỳ trước", "Vốn chưa về"),
    *("GPMB chậm", "do mua lu", "sap nhap thon", "nhap sai ky truoc", "gpmb", "ASF", "nop cham"),
    *("12 hộ tách", "3 thôn sáp nhập", "Đất đá", "da roi", "do dat", "do sau", "Dừng", "Nợ", "Đá"),
    *(
        "Có lũ",
        "Hết vật liệu",
        "Nhà dột",
        "Đã quyết toán",
        "Xong trước hạn",
        "CTMTQG",
        "Rét",
        "mưa",
    ),
    *("Sạt lở ngày 15/3/2020", "ung truoc", "=> do trượt giá", "Có QĐ", "thiếu vốn năm 2020"),
)
