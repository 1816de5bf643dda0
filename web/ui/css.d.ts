// A style sheet is imported for its effect: the build gathers them all.
declare module '*.css';
