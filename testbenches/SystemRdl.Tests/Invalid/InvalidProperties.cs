namespace HwModel.SystemRdl.Tests.Invalid;

/// <summary>Errors of assignments.</summary>
internal static class InvalidProperties
{
    public static readonly (string Name, string Text)[] Cases =
    [
        ("unknown property", "addrmap top {\n  reg { field { swmode; } f; } a; //! RDL0401\n};"),
        ("unknown property by default", "addrmap top {\n  default ws = r; //! RDL0401\n  reg { field {} f; } a;\n};"),
        ("property of another kind", "addrmap top {\n  reg { counter; field {} f; } a; //! RDL0402\n};"),
        ("property without its value", "addrmap top {\n  reg { field { sw; } f; } a; //! RDL0403\n  reg { name; field {} f; } b; //! RDL0403\n};"),
        ("value of the wrong type", "addrmap top {\n  reg { field { sw = 5; } f; } a; //! RDL0404\n  reg { regwidth = \"x\"; field {} f; } b; //! RDL0404\n};"),
        ("word of another property", "addrmap top {\n  reg { field { onread = woclr; } f; } a; //! RDL0404\n};"),
        ("assigned twice", "addrmap top { reg { field {\n  sw = r;\n  sw = w; //! RDL0405\n} f; } a; };"),
        ("assigned twice dynamically", "addrmap top { reg { field {} f; } a;\n  a.f -> sw = r;\n  a.f -> sw = w; //! RDL0405\n};"),
        ("default given twice", "addrmap top {\n  default sw = r;\n  default sw = w; //! RDL0405\n  reg { field {} f; } a;\n};"),
        ("exclusive properties", "addrmap top { reg { field {\n  woclr;\n  woset; //! RDL0406\n} f; } a; };"),
        ("counter and interrupt", "addrmap top { reg { field {\n  counter;\n  intr; //! RDL0406\n} f; } a; };"),
        ("we and wel", "addrmap top { reg { field { we;\n  wel; //! RDL0406\n} f; } a; };"),
        ("both byte orders", "addrmap top { bigendian;\n  littleendian; //! RDL0406\n  reg { field {} f; } a; };"),
        ("saturate and incrsaturate", "addrmap top { reg { field { counter; saturate;\n  incrsaturate; //! RDL0406\n} f; } a; };"),
        ("regwidth assigned dynamically", "addrmap top { reg { field {} f; } a;\n  a -> regwidth = 64; //! RDL0407\n};"),
        ("hw assigned dynamically", "addrmap top { reg { field {} f; } a;\n  a.f -> hw = r; //! RDL0407\n};"),
        ("dynamic assignment to an element", "addrmap top { reg { field {} f; } a[4];\n  a[1].f -> sw = r; //! RDL0905\n};"),
        ("bridge", "addrmap top {\n  bridge; //! RDL0904\n  reg { field {} f; } a;\n};"),
        ("property defined without a type", "property p { component = reg; }; //! RDL0409\naddrmap top { reg { field {} f; } a; };"),
        ("property of an unknown type", "property p { type = numbr; component = reg; }; //! RDL0409\naddrmap top { reg { field {} f; } a; };"),
        ("property of an unknown component", "property p { type = number; component = register; }; //! RDL0409\naddrmap top { reg { field {} f; } a; };"),
        ("property of the language defined anew", "property sw_x { type = number; component = reg; };\nproperty reset { type = number; component = reg; }; //! RDL0409\naddrmap top { reg { field {} f; } a; };"),
        ("property defined twice", "property p { type = number; component = reg; };\nproperty p { type = number; component = reg; }; //! RDL0202\naddrmap top { reg { field {} f; } a; };"),
        ("user property on another kind", "property p { type = number; component = reg; };\naddrmap top {\n  reg { field { p = 1; } f; } a; //! RDL0402\n};"),
        ("user property of another type", "property p { type = string; component = reg; };\naddrmap top {\n  reg { p = 1; field {} f; } a; //! RDL0404\n};"),
        ("user property wider than its component", "property p { type = number; component = field; constraint = componentwidth; };\naddrmap top {\n  reg { field { p = 16; } f[4]; } a; //! RDL0410\n};"),
        ("sw = na on a field", "addrmap top {\n  reg { field { sw = na; } f; } a; //! RDL0411\n};"),
        ("hw = w1", "addrmap top {\n  reg { field { hw = w1; } f; } a; //! RDL0411\n};"),
        ("property outside any component", "sw = r; //! RDL0402\naddrmap top { reg { field {} f; } a; };"),
        ("errors in a definition that nobody uses", "reg unused { field { reset = 2; } f[2]; field { sw = na; } g; }; //! RDL0411\naddrmap top { reg { field {} f; } a; };"),
        ("independent errors in one run", "addrmap top {\n  reg { regwidth = 7; field {} f; } a; //! RDL0605\n  reg { field { swe; } f; } b; //! RDL0401\n  reg { field {} f = 2; } c; //! RDL0801\n  unknown d; //! RDL0201\n};"),
    ];
}
