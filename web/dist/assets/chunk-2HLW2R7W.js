import{B as a}from"/assets/chunk-IUDMOJUG.js";function s({children:i,padding:r="normal"}){return a("div",{class:`card padding-${r}`,children:i})}export{s as a};
