/* Entry of the bundle: only what the draft editor uses. Our own nodes stand in static/js/naskah-*.js, not here. */
export { Editor, Extension, Node } from "@tiptap/core";
export { Bold } from "@tiptap/extension-bold";
export { Document } from "@tiptap/extension-document";
export { HardBreak } from "@tiptap/extension-hard-break";
export { Heading } from "@tiptap/extension-heading";
export { Italic } from "@tiptap/extension-italic";
export { BulletList, ListItem, ListKeymap, OrderedList } from "@tiptap/extension-list";
export { Paragraph } from "@tiptap/extension-paragraph";
export { Table, TableCell, TableHeader, TableRow } from "@tiptap/extension-table";
export { Text } from "@tiptap/extension-text";
export { Underline } from "@tiptap/extension-underline";
export { Dropcursor, Gapcursor, UndoRedo } from "@tiptap/extensions";
export { Plugin } from "@tiptap/pm/state";
export { Decoration, DecorationSet } from "@tiptap/pm/view";
