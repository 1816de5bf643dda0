import{k as e}from"/assets/chunk-FWPJJYN6.js";var t=e(new Set);export{t as a};
